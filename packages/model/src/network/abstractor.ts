import type { Ops } from '../runtime/ops.ts'
import type { AbstractorConfig } from './config.ts'
import { mergeHeads, splitHeads } from './heads.ts'
import type { AbstractorLayer, AbstractorParameters, Linear, Norm } from './parameters.ts'
import type { Trace } from './trace.ts'

/** Upstream builds the abstractor's outer norms with PyTorch's default epsilon, not the configuration's. */
const OUTER_NORM_EPS = 1e-5

/**
 * The abstractor: learned queries look at the vision tokens and become the decoder's visual tokens.
 *
 * Shapes: B pictures, V views of each, T vision tokens of a view, Q queries, D width, E decoder width.
 *
 * @param encoded - the vision encoder's output, [B · V, T, D]. With more than one view the queries see the tokens of all
 *   of them at once, each with the position that it has in its own view.
 * @param viewTokens - T.
 * @returns [B, Q + 1, E]: the projected queries, then the end-of-image vector.
 */
export function abstractImage<T>(
  ops: Ops<T>,
  parameters: AbstractorParameters<T>,
  config: AbstractorConfig,
  encoded: T,
  viewTokens: number,
  trace: Trace<T> = () => {},
): T {
  const { views = 1 } = config
  const image = views === 1 ? encoded : ops.reshape(encoded, [-1, views * viewTokens, config.width])
  let queries = ops.repeatBatch(parameters.queries, image)
  parameters.layers.forEach((layer, index) => {
    queries = abstractorLayer(ops, layer, config, queries, image, views * viewTokens)
    trace(`abstractor.layer${index}.output`, queries)
  })
  const projected = project(ops, queries, parameters.projection)
  const output = ops.concat([projected, ops.repeatBatch(parameters.endOfImage, image)], 1)
  trace('abstractor.output', output)
  return output
}

/**
 * One layer. Upstream facts: keys and values come from the normed queries followed by the normed image;
 * positions are added to the inputs of query and key only; the residual starts from the *normed* queries.
 */
function abstractorLayer<T>(
  ops: Ops<T>,
  layer: AbstractorLayer<T>,
  config: AbstractorConfig,
  queries: T,
  image: T,
  imageTokens: number,
): T {
  const headWidth = config.width / config.heads
  const keyTokens = config.queries + imageTokens
  const outerNorm = (x: T, norm: Norm<T>) => ops.layerNorm(x, norm.weight, norm.bias, OUTER_NORM_EPS)
  const heads = (x: T, linear: Linear<T>, tokens: number) =>
    splitHeads(ops, project(ops, x, linear), tokens, config.heads, headWidth)

  const normed = outerNorm(queries, layer.queryNorm)
  const rows = ops.concat([normed, outerNorm(image, layer.imageNorm)], 1) // [B, Q + V · T, D]
  const ofViews = new Array<T>(config.views ?? 1).fill(layer.imagePositions)
  const positions = ops.concat([layer.queryPositions, ...ofViews], 0)
  const mixed = ops.attention(
    heads(ops.add(normed, layer.queryPositions), layer.query, config.queries),
    heads(ops.add(rows, positions), layer.key, keyTokens),
    heads(rows, layer.value, keyTokens),
    headWidth,
  )
  const attended = project(ops, mergeHeads(ops, mixed, config.queries, config.width), layer.attentionOutput)
  const residual = ops.add(normed, attended)

  const x = outerNorm(residual, layer.mlpNorm)
  const gated = ops.multiply(ops.silu(project(ops, x, layer.mlpGate)), project(ops, x, layer.mlpUp))
  const inner = ops.layerNorm(gated, layer.mlpInnerNorm.weight, layer.mlpInnerNorm.bias, config.mlpNormEps)
  return ops.add(residual, project(ops, inner, layer.mlpDown))
}

function project<T>(ops: Ops<T>, x: T, { weight, bias }: Linear<T>): T {
  return ops.linear(x, weight, bias)
}
