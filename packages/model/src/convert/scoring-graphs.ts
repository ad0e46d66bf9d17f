import { GRAPH_INPUT, GRAPH_OUTPUT, type ModelDtype } from '../model-folder/manifest.ts'
import type { KeyValue } from '../network/decoder.ts'
import { levelLogits, prefixKeyValues } from '../network/deqa-network.ts'
import { type NetworkParameters, networkParameters } from '../network/parameters.ts'
import { GraphBuilder } from '../runtime/onnx/graph-builder.ts'
import { type OnnxValue, onnxOps, valueName, weightValue } from '../runtime/onnx/onnx-ops.ts'
import { computedWeight } from '../runtime/onnx/stored-weight.ts'
import type { Ops } from '../runtime/ops.ts'
import type { PromptIds } from '../tokenizer/prompts.ts'
import type { ModelRecipe } from './model-recipe.ts'
import { floatPrecision, quantizedBits } from './weight-storage.ts'

/** Keys under which the keys and values of a prefix are stored, one pair per decoder layer. */
export function prefixWeightKeys(prefix: readonly number[], layer: number): { key: string; value: string } {
  const name = `prefix(${prefix.join(',')}).layer${layer}`
  return { key: `${name}.key`, value: `${name}.value` }
}

function opsFor(graph: GraphBuilder, dtype: ModelDtype): Ops<OnnxValue> {
  return onnxOps(graph, { bitsOf: (tensor, shape) => quantizedBits(dtype, tensor, shape) })
}

function parametersFor({ network, dtype }: ModelRecipe): NetworkParameters<OnnxValue> {
  return networkParameters(network, (request) => weightValue(request, floatPrecision(dtype, request)))
}

/** What goes from one graph of a prefix to the next. */
export const PREFIX_HIDDEN = { taken: 'hidden', given: 'next hidden' } as const

/**
 * The graphs that compute the keys and values of a prompt's prefix, one per decoder layer, so that no more than a layer is
 * in memory. Each gives two weights and, but for the last, what the next one takes.
 */
export function prefixGraphs(recipe: ModelRecipe, prefix: readonly number[]): GraphBuilder[] {
  const { network, dtype } = recipe
  const { layers, width } = network.decoder
  return Array.from({ length: layers }, (_, layer) => {
    const graph = new GraphBuilder('prefix')
    const before: OnnxValue | undefined =
      layer === 0 ? undefined : { name: graph.input(PREFIX_HIDDEN.taken, [1, prefix.length, width]), rank: 3 }
    const range = { first: layer, end: layer + 1 }
    const { hidden, present } = prefixKeyValues(
      opsFor(graph, dtype),
      parametersFor(recipe),
      network,
      prefix,
      range,
      before,
    )
    const names = prefixWeightKeys(prefix, layer)
    graph.output(valueName(graph, present[0]!.key), names.key)
    graph.output(valueName(graph, present[0]!.value), names.value)
    if (layer < layers - 1) graph.output(valueName(graph, hidden), PREFIX_HIDDEN.given)
    return graph
  })
}

/** The graph that scores: pixels [B, 3, S, S] to level logits [B, K], B free, the prefix already computed. */
export function scoringGraph(recipe: ModelRecipe, { prefix, suffix }: PromptIds): GraphBuilder {
  const { network, levelIds, dtype } = recipe
  const graph = new GraphBuilder('score')
  const side = network.vision.imageSize
  // Rows of the input are rows of the output, unless several views make one picture.
  const rows = network.abstractor.views === undefined ? 'batch' : 'views'
  const shape = [1, network.decoder.heads, prefix.length, network.decoder.width / network.decoder.heads]
  const stored = (key: string): OnnxValue => ({
    name: graph.weight(computedWeight(key, shape)),
    rank: shape.length,
  })
  const layers: KeyValue<OnnxValue>[] = Array.from({ length: network.decoder.layers }, (_, layer) => {
    const names = prefixWeightKeys(prefix, layer)
    return { key: stored(names.key), value: stored(names.value) }
  })
  const logits = levelLogits(
    opsFor(graph, dtype),
    parametersFor(recipe),
    network,
    { name: graph.input(GRAPH_INPUT, [rows, 3, side, side]), rank: 4 },
    { layers, length: prefix.length },
    suffix,
    levelIds,
  )
  graph.output(valueName(graph, logits), GRAPH_OUTPUT, ['batch', levelIds.length])
  return graph
}
