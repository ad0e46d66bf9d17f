import type { Ops } from '../runtime/ops.ts'
import { abstractImage } from './abstractor.ts'
import { type NetworkConfig, visionTokens } from './config.ts'
import { type Decoded, decode, decodeLayers, type KeyValue } from './decoder.ts'
import type { NetworkParameters } from './parameters.ts'
import { embedPrompt, type PromptPart, segmentsOf } from './prompt-embeddings.ts'
import type { Trace } from './trace.ts'
import { encodeImage } from './vision-encoder.ts'

/** Pixels to visual tokens: [B · V, 3, S, S] → [B, Q + 1, D], through encoder and abstractor, which sees V views at once. */
export function embedImage<T>(
  ops: Ops<T>,
  parameters: NetworkParameters<T>,
  config: NetworkConfig,
  pixels: T,
  trace?: Trace<T>,
): T {
  const encoded = encodeImage(ops, parameters.vision, config.vision, pixels, trace)
  return abstractImage(
    ops,
    parameters.abstractor,
    config.abstractor,
    encoded,
    visionTokens(config.vision),
    trace,
  )
}

/** Some layers of the decoder, from `first` to before `end`. */
export interface LayerRange {
  readonly first: number
  readonly end: number
}

function allLayers({ decoder }: NetworkConfig): LayerRange {
  return { first: 0, end: decoder.layers }
}

/**
 * Keys and values of the text before the image. They depend on nothing but the weights, so they are computed
 * once per model and then fed to `levelLogits`. A few layers at a time will do, so that a large decoder need never be in
 * memory as a whole.
 *
 * @param ids - token ids, the beginning-of-sequence token first.
 * @param range - which layers. @default all
 * @param before - what the layers before these gave, [1, P, D]; embeddings if these are the first.
 * @returns per layer, [1, N, P, H] each; and what the layers after these begin with.
 */
export function prefixKeyValues<T>(
  ops: Ops<T>,
  parameters: NetworkParameters<T>,
  config: NetworkConfig,
  ids: readonly number[],
  range: LayerRange = allLayers(config),
  before?: T,
): Decoded<T> {
  const { decoder } = parameters
  const x = before ?? embedPrompt(ops, decoder.embeddings, config.decoder.width, [{ ids }]).embeddings
  return decodeLayers(ops, decoder.layers.slice(range.first, range.end), config.decoder, x, {
    segments: [{ modality: 'text', length: ids.length }],
    // Of the last layer only keys and values are read, so its own output may be as small as can be.
    lastPositionOnly: range.end === config.decoder.layers,
  })
}

/**
 * The network as it is used: pixels to the logits of the level tokens at the prompt's last position.
 * Exact savings: the prefix is not computed again, the last layer ends in one row, and the head has K rows.
 *
 * With a range it is one of several parts that follow one another: what lies before the decoder is in the part that has
 * its first layer, what lies behind it in the part that has its last.
 *
 * @param given - pixels, [B · V, 3, S, S], normalised; or, of a part that has not the first layer, what the part before
 *   it gave.
 * @param prefix - keys and values from `prefixKeyValues`, of the layers of the range.
 * @param suffix - token ids after the image.
 * @param levelIds - ids of the K level tokens, ascending.
 * @param range - which layers of the decoder. @default all
 * @returns [B, K]; or, of a part that has not the last layer, [B, T, D] for the T = Q + 1 + suffix positions.
 */
export function levelLogits<T>(
  ops: Ops<T>,
  parameters: NetworkParameters<T>,
  config: NetworkConfig,
  given: T,
  prefix: { readonly layers: readonly KeyValue<T>[]; readonly length: number },
  suffix: readonly number[],
  levelIds: readonly number[],
  range: LayerRange = allLayers(config),
): T {
  const { decoder } = parameters
  const isFirst = range.first === 0
  const image = isFirst ? embedImage(ops, parameters, config, given) : given
  const parts: PromptPart<T>[] = [{ image, length: config.abstractor.queries + 1 }, { ids: suffix }]
  const input = isFirst
    ? embedPrompt(ops, decoder.embeddings, config.decoder.width, parts, image).embeddings
    : given
  const layers = decoder.layers.slice(range.first, range.end)
  const options = { segments: segmentsOf(parts), past: prefix }
  if (range.end < config.decoder.layers)
    return decodeLayers(ops, layers, config.decoder, input, options).hidden
  const last = { ...options, lastPositionOnly: true }
  const { hidden } = decode(ops, { ...decoder, layers }, config.decoder, input, last)
  const head = ops.gatherRows(decoder.head, levelIds)
  return ops.reshape(ops.linear(hidden, head), [-1, levelIds.length])
}
