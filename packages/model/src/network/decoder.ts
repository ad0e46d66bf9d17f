import type { Ops } from '../runtime/ops.ts'
import type { DecoderConfig } from './config.ts'
import { mergeHeads, splitHeads } from './heads.ts'
import type { DecoderLayer, DecoderParameters } from './parameters.ts'
import { rotaryTables } from './rotary-tables.ts'
import { countPositions, perSegment, type Segment } from './segments.ts'
import type { Trace } from './trace.ts'

/** Added to the score of a position that must not be seen; e^(this - max) is exactly 0 in float32. */
const MASKED = -1e9

/** Keys (after rotary) and values of one layer, [B or 1, N, T, H] each. */
export interface KeyValue<T> {
  readonly key: T
  readonly value: T
}

export interface DecodeOptions<T> {
  /** What the sequence is made of, in order. */
  readonly segments: readonly Segment[]
  /** Keys and values of the positions before these, per layer; their batch may be 1 and is repeated. */
  readonly past?: { readonly layers: readonly KeyValue<T>[]; readonly length: number }
  /** Compute the last layer's output for the last position only; exact, since nothing else is read. */
  readonly lastPositionOnly?: boolean
  readonly trace?: Trace<T>
}

export interface Decoded<T> {
  /** [B, T, D], or [B, 1, D] with `lastPositionOnly`. */
  readonly hidden: T
  /** Keys and values of these positions, per layer. */
  readonly present: readonly KeyValue<T>[]
}

/**
 * The decoder: LLaMA layers with a norm, a key and a value projection per modality, and ordinary joint causal
 * attention over the mixed sequence (image positions are causal too).
 *
 * Shapes: B sequences, T positions, P past positions, N heads, H head width, D width.
 *
 * @param x - input embeddings, [B, T, D].
 * @returns `hidden` after the final norm.
 */
export function decode<T>(
  ops: Ops<T>,
  parameters: DecoderParameters<T>,
  config: DecoderConfig,
  x: T,
  options: DecodeOptions<T>,
): Decoded<T> {
  const { trace = () => {} } = options
  const { hidden, present } = decodeLayers(ops, parameters.layers, config, x, options)
  trace('llm.last_layer_pre_norm', hidden)
  const normed = ops.rmsNorm(hidden, parameters.finalNorm, config.rmsNormEps)
  trace(`llm.hidden_states.${parameters.layers.length}`, normed)
  return { hidden: normed, present }
}

/** Some layers of the decoder after one another, without the final norm. The options are about these layers. */
export function decodeLayers<T>(
  ops: Ops<T>,
  layers: readonly DecoderLayer<T>[],
  config: DecoderConfig,
  x: T,
  options: DecodeOptions<T>,
): Decoded<T> {
  const { segments, past, lastPositionOnly = false, trace = () => {} } = options
  const context = layerContext(ops, config, segments, past?.length ?? 0)
  const present: KeyValue<T>[] = []
  let hidden = x
  layers.forEach((layer, index) => {
    trace(`llm.hidden_states.${index}`, hidden)
    const onlyLast = lastPositionOnly && index === layers.length - 1
    const result = decoderLayer(ops, layer, config, hidden, context, past?.layers[index], onlyLast)
    hidden = result.hidden
    present.push(result.present)
  })
  return { hidden, present }
}

interface LayerContext<T> {
  readonly segments: readonly Segment[]
  /** T */
  readonly positions: number
  readonly cos: T
  readonly sin: T
  /** Causal mask [T, P + T]. */
  readonly mask: T
}

function layerContext<T>(
  ops: Ops<T>,
  config: DecoderConfig,
  segments: readonly Segment[],
  pastLength: number,
): LayerContext<T> {
  const positions = countPositions(segments)
  const headWidth = config.width / config.heads
  const tables = rotaryTables(pastLength, positions, headWidth, config.ropeTheta)
  const mask = new Float32Array(positions * (pastLength + positions))
  for (let row = 0; row < positions; row++) {
    mask.fill(
      MASKED,
      row * (pastLength + positions) + pastLength + row + 1,
      (row + 1) * (pastLength + positions),
    )
  }
  return {
    segments,
    positions,
    cos: ops.constant(tables.cos, [positions, headWidth]),
    sin: ops.constant(tables.sin, [positions, headWidth]),
    mask: ops.constant(mask, [positions, pastLength + positions]),
  }
}

function decoderLayer<T>(
  ops: Ops<T>,
  layer: DecoderLayer<T>,
  config: DecoderConfig,
  x: T,
  context: LayerContext<T>,
  past: KeyValue<T> | undefined,
  onlyLast: boolean,
): { hidden: T; present: KeyValue<T> } {
  const { segments, positions } = context
  const { heads, width, rmsNormEps } = config
  const headWidth = width / heads
  const split = (rows: T, count: number) => splitHeads(ops, rows, count, heads, headWidth)
  const last = (rows: T) => (onlyLast ? ops.slice(rows, 1, positions - 1, positions) : rows)
  const rows = onlyLast ? 1 : positions
  const lastOfTable = (table: T) => (onlyLast ? ops.slice(table, 0, positions - 1, positions) : table)

  const normed = perSegment(ops, x, segments, layer.inputNorm, (part, weight) =>
    ops.rmsNorm(part, weight, rmsNormEps),
  )
  const project = (part: T, weight: T) => ops.linear(part, weight)
  const query = ops.rotary(
    split(ops.linear(last(normed), layer.query), rows),
    lastOfTable(context.cos),
    lastOfTable(context.sin),
    headWidth,
  )
  const key = ops.rotary(
    split(perSegment(ops, normed, segments, layer.key, project), positions),
    context.cos,
    context.sin,
    headWidth,
  )
  const value = split(perSegment(ops, normed, segments, layer.value, project), positions)
  const withPast = (before: T | undefined, now: T) =>
    before === undefined ? now : ops.concat([ops.repeatBatch(before, now), now], 2)
  const mixed = ops.attention(
    query,
    withPast(past?.key, key),
    withPast(past?.value, value),
    headWidth,
    onlyLast ? undefined : context.mask, // the last position sees every other
  )
  const attended = ops.linear(mergeHeads(ops, mixed, rows, width), layer.attentionOutput)
  const residual = ops.add(last(x), attended)

  const outputSegments = onlyLast
    ? segments.slice(-1).map((segment) => ({ ...segment, length: 1 }))
    : segments
  const y = perSegment(ops, residual, outputSegments, layer.mlpNorm, (part, weight) =>
    ops.rmsNorm(part, weight, rmsNormEps),
  )
  const inner = ops.multiply(ops.silu(ops.linear(y, layer.mlpGate)), ops.linear(y, layer.mlpUp))
  return { hidden: ops.add(residual, ops.linear(inner, layer.mlpDown)), present: { key, value } }
}
