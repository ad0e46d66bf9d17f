import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RecordedTensor } from '@deqa/vitest'
import type { Tensor } from '@tensorflow/tfjs'
import type { TensorSource } from '../src/checkpoint/types.ts'
import type { NetworkConfig } from '../src/network/config.ts'
import { type NetworkParameters, networkParameters } from '../src/network/parameters.ts'
import { GraphBuilder } from '../src/runtime/onnx/graph-builder.ts'
import { type OnnxValue, onnxOps, valueName, weightValue } from '../src/runtime/onnx/onnx-ops.ts'
import { OnnxSession } from '../src/runtime/onnx/session.ts'
import { placeWeights, WeightsFile } from '../src/runtime/onnx/weights-file.ts'
import type { Ops } from '../src/runtime/ops.ts'
import { type ReferenceTensor, referenceOps } from '../src/runtime/reference/reference-ops.ts'
import { loadTfjs } from '../src/runtime/tfjs/load-tfjs.ts'
import { tfjsOps } from '../src/runtime/tfjs/tfjs-ops.ts'

export type Weights = ReadonlyMap<string, RecordedTensor>

/** A piece of the network, written for any interpreter: named inputs in, named results out. */
export type Piece = <T>(
  ops: Ops<T>,
  parameters: NetworkParameters<T>,
  inputs: Readonly<Record<string, T>>,
) => ReadonlyMap<string, T>

/** One way to compute a piece of the network; parity tests run every case with each of them. */
export interface Interpreter {
  readonly name: string
  compute(
    config: NetworkConfig,
    weights: Weights,
    inputs: Readonly<Record<string, RecordedTensor>>,
    piece: Piece,
  ): Promise<Map<string, RecordedTensor>>
}

const reference: Interpreter = {
  name: 'reference (float64)',
  async compute(config, weights, inputs, piece) {
    const parameters = networkParameters<ReferenceTensor>(config, ({ name, shape }) => ({
      shape,
      data: need(weights, name).data,
    }))
    return new Map(piece(referenceOps(), parameters, inputs))
  },
}

const onnx: Interpreter = {
  name: 'onnx (float32)',
  async compute(config, weights, inputs, piece) {
    const graph = new GraphBuilder('piece')
    const parameters = networkParameters<OnnxValue>(config, weightValue)
    const values = Object.fromEntries(
      Object.entries(inputs).map(([name, { shape }]) => [
        name,
        { name: graph.input(name, shape), rank: shape.length },
      ]),
    )
    for (const [name, value] of piece(onnxOps(graph), parameters, values)) {
      graph.output(valueName(graph, value), name)
    }

    const folder = await mkdtemp(join(tmpdir(), 'deqa-parity-'))
    try {
      const placement = placeWeights(graph.weights, 'weights.bin')
      await using file = await WeightsFile.create(join(folder, placement.file), placement)
      for (const { key, source } of graph.weights) {
        if ('tensor' in source) await file.writeFromCheckpoint([{ key, source }], asSource(weights))
      }
      await writeFile(join(folder, 'piece.onnx'), graph.encode(placement))
      const session = await OnnxSession.open(join(folder, 'piece.onnx'))
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, { shape, data }]) => [
          name,
          { shape, data: Float32Array.from(data) },
        ]),
      )
      const results = await session.run(feeds)
      await session.release()
      return new Map(
        Object.entries(results).map(([name, { shape, data }]) => [
          name,
          { shape, data: Float64Array.from(data) },
        ]),
      )
    } finally {
      await rm(folder, { recursive: true })
    }
  },
}

const tfjs: Interpreter = {
  name: 'TensorFlow.js on its plain CPU backend (float32)',
  async compute(config, weights, inputs, piece) {
    const { tf } = await loadTfjs({ backends: ['cpu'] })
    const tensor = ({ shape, data }: RecordedTensor): Tensor => tf.tensor(Float32Array.from(data), [...shape])
    tf.engine().startScope()
    try {
      const parameters = networkParameters<Tensor>(config, ({ name, shape }) =>
        tensor({ shape, data: need(weights, name).data }),
      )
      const values = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, tensor(input)]))
      const results = [...piece(tfjsOps(tf), parameters, values)]
      return new Map(
        results.map(([name, x]) => [name, { shape: x.shape, data: Float64Array.from(x.dataSync()) }]),
      )
    } finally {
      tf.engine().endScope()
    }
  },
}

export const interpreters: readonly Interpreter[] = [reference, onnx, tfjs]

function need(weights: Weights, name: string): RecordedTensor {
  const tensor = weights.get(name)
  if (!tensor) throw new Error(`the recording has no tensor ${name}`)
  return tensor
}

/** Weights in memory as a checkpoint; the tests of the network do not depend on the checkpoint reader. */
function asSource(weights: Weights): TensorSource {
  return {
    tensors: new Map(),
    read: async (name) => Float32Array.from(need(weights, name).data),
    readRows: async (name, rows) => {
      const { shape, data } = need(weights, name)
      const width = data.length / shape[0]!
      return Float32Array.from(rows.flatMap((row) => [...data.subarray(row * width, (row + 1) * width)]))
    },
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  }
}
