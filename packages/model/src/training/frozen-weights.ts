import { join } from 'node:path'
import type { TensorSource } from '../checkpoint/types.ts'
import type { GraphBuilder, WeightPlacement } from '../runtime/onnx/graph-builder.ts'
import { wishesByTensor } from '../runtime/onnx/stored-weight.ts'
import { placeWeights, WeightsFile } from '../runtime/onnx/weights-file.ts'
import { requireValue } from './engine-values.ts'
import type { TrainingProgram } from './training-program.ts'

const WEIGHTS_FILE = 'frozen.bin'

/** Writes what the graphs read of frozen parameters; the graph of a step reads all that any other does. */
export async function writeFrozen(
  graph: GraphBuilder,
  source: Pick<TensorSource, 'read' | 'readRows'>,
  folder: string,
): Promise<WeightPlacement> {
  const placement = placeWeights(graph.weights, WEIGHTS_FILE)
  await using file = await WeightsFile.create(join(folder, WEIGHTS_FILE), placement)
  for (const { wishes } of wishesByTensor(graph.weights)) await file.writeFromCheckpoint(wishes, source)
  return placement
}

/** The given values, as they are read. */
export function givenValues(
  program: TrainingProgram,
  values: ReadonlyMap<string, Float32Array>,
): Pick<TensorSource, 'read' | 'readRows'> {
  const parameters = new Map(program.parameters.map((parameter) => [parameter.name, parameter]))
  const read = async (name: string) => requireValue(parameters.get(name)!, values)
  return {
    read,
    async readRows(name, rows) {
      const width = parameters.get(name)!.shape.at(-1)!
      const all = await read(name)
      return Float32Array.from(rows.flatMap((row) => [...all.subarray(row * width, (row + 1) * width)]))
    },
  }
}
