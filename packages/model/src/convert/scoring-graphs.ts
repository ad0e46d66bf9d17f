import { GRAPH_INPUT, GRAPH_OUTPUT, type ModelDtype } from '../model-folder/manifest.ts'
import type { KeyValue } from '../network/decoder.ts'
import { type LayerRange, levelLogits, prefixKeyValues } from '../network/deqa-network.ts'
import { type NetworkParameters, networkParameters } from '../network/parameters.ts'
import { GraphBuilder } from '../runtime/onnx/graph-builder.ts'
import { type OnnxValue, onnxOps, valueName, weightValue } from '../runtime/onnx/onnx-ops.ts'
import { computedWeight } from '../runtime/onnx/stored-weight.ts'
import type { Ops } from '../runtime/ops.ts'
import type { PromptIds } from '../tokenizer/prompts.ts'
import { layerRanges } from './layer-ranges.ts'
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

/**
 * The graphs that score, one after the other: pixels [B, 3, S, S] to level logits [B, K], B free, the prefix already
 * computed.
 */
export function scoringGraphs(recipe: ModelRecipe, prompt: PromptIds): GraphBuilder[] {
  return layerRanges(recipe.network, recipe.parts).map((range) => scoringGraph(recipe, prompt, range))
}

function scoringGraph(recipe: ModelRecipe, { prefix, suffix }: PromptIds, range: LayerRange): GraphBuilder {
  const { network, levelIds, dtype } = recipe
  const { decoder, abstractor } = network
  const graph = new GraphBuilder('score')
  const shape = [1, decoder.heads, prefix.length, decoder.width / decoder.heads]
  const stored = (key: string): OnnxValue => ({
    name: graph.weight(computedWeight(key, shape)),
    rank: shape.length,
  })
  const layers: KeyValue<OnnxValue>[] = []
  for (let layer = range.first; layer < range.end; layer++) {
    const names = prefixWeightKeys(prefix, layer)
    layers.push({ key: stored(names.key), value: stored(names.value) })
  }
  const hidden = ['batch', abstractor.queries + 1 + suffix.length, decoder.width] as const
  const result = levelLogits(
    opsFor(graph, dtype),
    parametersFor(recipe),
    network,
    range.first === 0
      ? pixelInput(graph, recipe)
      : { name: graph.input(hiddenName(range.first), hidden), rank: 3 },
    { layers, length: prefix.length },
    suffix,
    levelIds,
    range,
  )
  if (range.end < decoder.layers) graph.output(valueName(graph, result), hiddenName(range.end), hidden)
  else graph.output(valueName(graph, result), GRAPH_OUTPUT, ['batch', levelIds.length])
  return graph
}

/** What a graph gives to the one after it: the input [B, T, D] of a layer of the decoder. */
function hiddenName(layer: number): string {
  return `hidden.${layer}`
}

function pixelInput(graph: GraphBuilder, { network: { vision, abstractor } }: ModelRecipe): OnnxValue {
  // Rows of the input are rows of the output, unless several views make one picture.
  const rows = abstractor.views === undefined ? 'batch' : 'views'
  return { name: graph.input(GRAPH_INPUT, [rows, 3, vision.imageSize, vision.imageSize]), rank: 4 }
}
