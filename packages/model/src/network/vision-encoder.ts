import type { Ops } from '../runtime/ops.ts'
import { patchesPerSide, type VisionConfig, visionTokens } from './config.ts'
import { mergeHeads } from './heads.ts'
import type { VisionLayer, VisionParameters } from './parameters.ts'
import type { Trace } from './trace.ts'

/**
 * The vision encoder: patches, a class token, learned positions, pre-norm transformer layers.
 *
 * Shapes: B images, S image side, V = 1 + (S/patch)² tokens, D width.
 * Upstream facts that are easy to get wrong: a LayerNorm stands before the first layer; the last LayerNorm is
 * applied to every token, and the class token is kept.
 *
 * @param pixels - [B, 3, S, S], normalised.
 * @returns [B, V, D]
 */
export function encodeImage<T>(
  ops: Ops<T>,
  parameters: VisionParameters<T>,
  config: VisionConfig,
  pixels: T,
  trace: Trace<T> = () => {},
): T {
  const norm = (x: T, { weight, bias }: { weight: T; bias: T }) =>
    ops.layerNorm(x, weight, bias, config.layerNormEps)

  const patches = embedPatches(ops, parameters, config, pixels)
  const withClass = ops.concat([ops.repeatBatch(parameters.classToken, patches), patches], 1)
  let x = norm(ops.add(withClass, parameters.positions), parameters.preNorm)
  trace('vision.embeddings', x)
  trace('vision.hidden_states.0', x)
  parameters.layers.forEach((layer, index) => {
    x = ops.add(x, attend(ops, layer, config, norm(x, layer.inputNorm)))
    const inner = ops.quickGelu(ops.linear(norm(x, layer.mlpNorm), layer.mlpIn.weight, layer.mlpIn.bias))
    x = ops.add(x, ops.linear(inner, layer.mlpOut.weight, layer.mlpOut.bias))
    trace(`vision.hidden_states.${index + 1}`, x)
  })
  const encoded = norm(x, parameters.postNorm)
  trace('vision.last_hidden_state', encoded)
  return encoded
}

/** A convolution whose stride is its kernel is a product: [B, 3, S, S] → [B, (S/patch)², D] */
function embedPatches<T>(ops: Ops<T>, parameters: VisionParameters<T>, config: VisionConfig, pixels: T): T {
  const side = patchesPerSide(config)
  const patch = config.patchSize
  const cells = ops.reshape(pixels, [-1, 3, side, patch, side, patch])
  const rows = ops.transpose(cells, [0, 2, 4, 1, 3, 5]) // [B, y, x, 3, patch, patch]
  return ops.linear(ops.reshape(rows, [-1, side * side, 3 * patch * patch]), parameters.patchEmbedding)
}

/** Self-attention from one fused projection whose rows are interleaved per head: q, k, v of head 0, then of head 1 … */
function attend<T>(ops: Ops<T>, layer: VisionLayer<T>, config: VisionConfig, x: T): T {
  const tokens = visionTokens(config)
  const headWidth = config.width / config.heads
  const fused = ops.linear(x, layer.queryKeyValue.weight, layer.queryKeyValue.bias)
  // [3, B, N, V, H]: queries, keys and values each in one piece
  const cells = ops.reshape(fused, [-1, tokens, config.heads, 3, headWidth])
  const byKind = ops.transpose(cells, [3, 0, 2, 1, 4])
  const part = (kind: number) =>
    ops.reshape(ops.slice(byKind, 0, kind, kind + 1), [-1, config.heads, tokens, headWidth])
  const mixed = ops.attention(part(0), part(1), part(2), headWidth)
  const merged = mergeHeads(ops, mixed, tokens, config.width)
  return ops.linear(merged, layer.attentionOutput.weight, layer.attentionOutput.bias)
}
