import { randomUUID } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { NetworkPart } from '../../network/network-part.ts'
import type { ElementType } from '../../runtime/onnx/onnx-format.ts'
import { OnnxSession, type SessionOptions, type Tensor } from '../../runtime/onnx/session.ts'
import { cutGraph, type GraphPart } from './cut-graph.ts'
import { type GraphFile, readGraph, writeGraph } from './graph-file.ts'

export type Tensors = Readonly<Record<string, Tensor>>

/** A part of the network, or all of it, ready to run. */
export interface OpenPart {
  readonly name: NetworkPart | 'network'
  readonly session: OnnxSession
  /** Names of what it reads. */
  readonly inputs: readonly string[]
}

/**
 * Opens scoring graphs part by part, each as a session of its own over the same weights. Where the first cannot be parted,
 * because the weights do not tell or the folder cannot be written to, all of them are one part.
 *
 * @param graphFiles - one after the other; all but the first hold layers of the decoder.
 * @param feeds - what the graph is fed; it is run once, to know the types of what goes from part to part.
 */
export async function openNetworkParts(
  graphFiles: readonly string[],
  feeds: Tensors,
  options: SessionOptions = {},
): Promise<OpenPart[]> {
  const [first, ...next] = graphFiles
  const graph = readGraph(await readFile(first!))
  const parts = cutGraph(graph)
  const opened: OpenPart[] = []
  try {
    let values = feeds
    for (const part of parts ?? []) {
      const session = await openPart(graph, part, values, dirname(first!), options)
      opened.push({ name: part.name, session, inputs: part.inputs })
      values = { ...values, ...(await session.runTensors(pick(values, part.inputs))) }
    }
    if (parts) {
      for (const file of next) opened.push(await openWhole('decoder', file, options))
      return opened
    }
  } catch (error) {
    await Promise.all(opened.map(({ session }) => session.release()))
    if (!['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
  const whole: OpenPart[] = []
  for (const file of graphFiles) whole.push(await openWhole('network', file, options))
  return whole
}

async function openWhole(name: OpenPart['name'], file: string, options: SessionOptions): Promise<OpenPart> {
  const { inputs } = readGraph(await readFile(file))
  return { name, session: await OnnxSession.open(file, options), inputs }
}

export function pick(values: Tensors, names: readonly string[]): Tensors {
  return Object.fromEntries(names.map((name) => [name, values[name]!]))
}

/** The file of a part lies beside the weights for as long as it is opened: the runtime reads them from nowhere else. */
async function openPart(
  graph: GraphFile,
  { nodes, inputs, outputs }: GraphPart,
  values: Tensors,
  folder: string,
  options: SessionOptions,
): Promise<OnnxSession> {
  const typed = inputs.map((name) => ({ name, elementType: values[name]!.type as ElementType }))
  const file = join(folder, `.part-${randomUUID()}.onnx`)
  try {
    await writeFile(file, writeGraph(graph, nodes, typed, outputs))
    return await OnnxSession.open(file, options)
  } finally {
    await rm(file, { force: true })
  }
}
