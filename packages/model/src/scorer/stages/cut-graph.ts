import { NETWORK_PARTS, type NetworkPart, networkPartOf } from '../../network/network-part.ts'
import type { GraphFile, GraphPiece } from './graph-file.ts'

/** Nodes that belong together, and the values that go in and out. */
export interface GraphPart {
  readonly name: NetworkPart
  readonly nodes: readonly GraphPiece[]
  /** Values that come from earlier parts, or are fed. */
  readonly inputs: readonly string[]
  /** Values that later parts read, or that the graph gives. */
  readonly outputs: readonly string[]
}

/**
 * Parts a scoring graph by the weights that its nodes read: nodes stand in the order of the computation, and a part goes
 * on until a node reads a weight of the next one.
 *
 * @returns undefined if the names of the weights do not tell the parts.
 */
export function cutGraph({ nodes, tensors, inputs, outputs }: GraphFile): GraphPart[] | undefined {
  const partOfTensor = new Map(tensors.map(({ outputs: [name] }) => [name!, partOfWeight(name!)]))
  const pieces: GraphPiece[][] = NETWORK_PARTS.map(() => [])
  let current = 0
  for (const node of nodes) {
    for (const input of node.inputs) current = Math.max(current, partOfTensor.get(input) ?? 0)
    pieces[current]!.push(node)
  }
  if (pieces.some(({ length }) => length === 0)) return undefined

  const parts: GraphPart[] = []
  const known = new Set(inputs)
  for (const [index, own] of pieces.entries()) {
    const computed = new Set(own.flatMap((node) => node.outputs))
    const readLater = new Set([
      ...pieces
        .slice(index + 1)
        .flat()
        .flatMap((node) => node.inputs),
      ...outputs,
    ])
    parts.push({
      name: NETWORK_PARTS[index]!,
      nodes: own,
      inputs: [...new Set(own.flatMap((node) => node.inputs))].filter((name) => known.has(name)),
      outputs: [...computed].filter((name) => readLater.has(name)),
    })
    for (const name of computed) known.add(name)
  }
  return parts
}

/** The place among the parts of a weight by its name; undefined for a constant, which may be anybody's. */
function partOfWeight(name: string): number | undefined {
  const part = name.startsWith('prefix(') ? 'decoder' : networkPartOf(name)
  return part && NETWORK_PARTS.indexOf(part)
}
