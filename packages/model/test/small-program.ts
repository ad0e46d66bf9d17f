import type { Ops } from '../src/runtime/ops.ts'
import type { Batch } from '../src/training/training-engine.ts'
import type { TrainingProgram } from '../src/training/training-program.ts'
import { seededTensor } from './operation-cases.ts'

const BATCH = 4
const TOKENS = 5
const WORDS = 11
const WIDTH = 12
const HEADS = 2
const HEAD = WIDTH / HEADS
const INNER = 20

const matrix = (name: string, ...shape: number[]) => ({ name, shape, trainable: true })
const vector = (name: string, length: number) => ({ name, shape: [length], trainable: true, decay: false })

/**
 * A transformer layer over embedded tokens that learns to name each token's successor: small, and with every kind
 * of parameter and input that an engine must know.
 */
export const smallProgram: TrainingProgram = {
  parameters: [
    matrix('embeddings', WORDS, WIDTH),
    { name: 'positions', shape: [TOKENS, WIDTH], trainable: false },
    vector('norm.weight', WIDTH),
    vector('norm.bias', WIDTH),
    matrix('query', WIDTH, WIDTH),
    matrix('key', WIDTH, WIDTH),
    matrix('value', WIDTH, WIDTH),
    { ...matrix('inner', INNER, WIDTH), learningRateScale: 0.5 },
    vector('inner.bias', INNER),
    matrix('outer', WIDTH, INNER),
    vector('final.weight', WIDTH),
    matrix('head', WORDS, WIDTH),
    vector('unused', 3),
  ],
  inputs: [
    { name: 'tokens', shape: [BATCH, TOKENS], type: 'index' },
    { name: 'noise', shape: [BATCH, TOKENS, WIDTH], type: 'float' },
    { name: 'targets', shape: [BATCH, TOKENS], type: 'index' },
  ],
  run<T>(ops: Ops<T>, parameters: ReadonlyMap<string, T>, inputs: Readonly<Record<string, T>>) {
    const get = (name: string) => parameters.get(name) as T
    const heads = (x: T) => ops.transpose(ops.reshape(x, [BATCH, TOKENS, HEADS, HEAD]), [0, 2, 1, 3])
    const embedded = ops.add(ops.gather(get('embeddings'), inputs['tokens']!), get('positions'))
    const x = ops.add(embedded, inputs['noise']!)
    const normed = ops.layerNorm(x, get('norm.weight'), get('norm.bias'), 1e-5)
    const [q, k, v] = ['query', 'key', 'value'].map((name) => heads(ops.linear(normed, get(name))))
    const mixed = ops.transpose(ops.attention(q!, k!, v!, HEAD), [0, 2, 1, 3])
    const attended = ops.add(x, ops.reshape(mixed, [BATCH, TOKENS, WIDTH]))
    const inner = ops.quickGelu(ops.linear(attended, get('inner'), get('inner.bias')))
    const out = ops.rmsNorm(ops.add(attended, ops.linear(inner, get('outer'))), get('final.weight'), 1e-5)
    const logProbabilities = ops.pick(ops.logSoftmax(ops.linear(out, get('head'))), inputs['targets']!)
    const share = ops.constant([-1 / (BATCH * TOKENS)], [1])
    const loss = ops.multiply(ops.sum(logProbabilities, [0, 1, 2]), share)
    return { loss, reported: { logProbabilities, bias: get('inner.bias') } }
  },
}

export function smallValues(): Map<string, Float32Array> {
  return new Map(
    smallProgram.parameters.map(({ name, shape }, i) => [
      name,
      Float32Array.from(seededTensor(shape, i).data, (x) => (shape.length === 1 ? 1 + 0.1 * x : 0.3 * x)),
    ]),
  )
}

/** The batch of a step. */
export function smallBatch(step: number): Batch {
  const tokens = Int32Array.from(seededTensor([BATCH * TOKENS], 100 + step).data, (x) =>
    Math.floor(((x + 2) / 4) * WORDS),
  )
  return {
    tokens,
    noise: Float32Array.from(seededTensor([BATCH, TOKENS, WIDTH], 200 + step).data, (x) => 0.05 * x),
    targets: tokens.map((token) => (token + 1) % WORDS),
  }
}
