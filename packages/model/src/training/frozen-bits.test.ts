import { describe, expect, test } from 'vitest'
import { seededTensor } from '../../test/operation-cases.ts'
import { OnnxTrainingEngine } from './onnx-training-engine.ts'
import type { TrainingProgram } from './training-program.ts'
import { withLora } from './with-lora.ts'

const [tokens, width, hidden, rank] = [6, 96, 128, 4]

/** Two frozen matrices; the first carries an adapter, and its gradient comes back through the second. */
const program: TrainingProgram = {
  parameters: [
    { name: 'first', shape: [hidden, width], trainable: false },
    { name: 'second', shape: [width, hidden], trainable: false },
    { name: 'down', shape: [rank, width], trainable: true },
    { name: 'up', shape: [hidden, rank], trainable: true },
  ],
  inputs: [
    { name: 'x', shape: [tokens, width], type: 'float' },
    { name: 'wanted', shape: [tokens, width], type: 'float' },
  ],
  run(plain, values, inputs) {
    const get = (name: string) => values.get(name)!
    const adapter = { down: get('down'), up: get('up'), scale: 2 }
    const ops = withLora(plain, new Map([[get('first'), adapter]]))
    const result = ops.linear(ops.silu(ops.linear(inputs['x']!, get('first'))), get('second'))
    const difference = ops.subtract(result, inputs['wanted']!)
    return { loss: ops.sum(ops.multiply(difference, difference), [0, 1]), reported: {} }
  },
}

const scaled = (shape: readonly number[], seed: number, scale: number) =>
  Float32Array.from(seededTensor(shape, seed).data, (value) => value * scale)

const values = new Map([
  ['first', scaled([hidden, width], 1, 0.1)],
  ['second', scaled([width, hidden], 2, 0.1)],
  ['down', scaled([rank, width], 3, 0.1)],
  ['up', scaled([hidden, rank], 4, 0.1)],
])
const batch = { x: scaled([tokens, width], 5, 1), wanted: scaled([tokens, width], 6, 1) }

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0)
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
}

describe('adapters on matrices that are frozen in few bits', () => {
  test('get nearly the gradients that float32 gives them', async () => {
    const gradientsWith = async (frozenBits?: 4 | 8) => {
      await using engine = await OnnxTrainingEngine.create(program, values, frozenBits ? { frozenBits } : {})
      return (await engine.gradients(batch)).gradients
    }
    const exact = await gradientsWith()
    for (const [bits, least] of [
      // Rounding noise e turns a direction by about e: 0.6 % and 8 % per product on these uniform weights.
      [8, 0.9995],
      [4, 0.97],
    ] as const) {
      const rounded = await gradientsWith(bits)
      for (const name of ['down', 'up']) {
        expect(cosine(rounded.get(name)!, exact.get(name)!), `${bits} bits, ${name}`).toBeGreaterThan(least)
      }
    }
  })

  test('learn, while the frozen matrices have no state', async () => {
    await using engine = await OnnxTrainingEngine.create(program, values, { frozenBits: 4 })
    const losses: number[] = []
    for (let step = 0; step < 60; step++) losses.push((await engine.step(batch, 0.01)).loss)
    expect(losses.at(-1)).toBeLessThan(0.5 * losses[0]!)
    expect([...(await engine.state()).parameters.keys()]).toEqual(['down', 'up'])
  })

  test('the frozen matrices can be read from a source, one at a time', async () => {
    const asked: string[] = []
    const frozen = {
      read: async (name: string) => {
        asked.push(name)
        return values.get(name)!
      },
      readRows: async () => new Float32Array(),
    }
    const adapters = new Map([...values].filter(([name]) => name === 'down' || name === 'up'))
    await using engine = await OnnxTrainingEngine.create(program, adapters, { frozenBits: 4, frozen })
    await using whole = await OnnxTrainingEngine.create(program, values, { frozenBits: 4 })
    expect(await engine.evaluate(batch)).toEqual(await whole.evaluate(batch))
    expect(asked).toEqual(['first', 'second'])
  })
})

test.each([undefined, 8, 4] as const)(
  'a frozen value that is not finite is refused, in %s bits',
  async (bits) => {
    const broken = new Map(values).set('second', values.get('second')!.with(7, Number.NaN))
    const options = bits === undefined ? {} : { frozenBits: bits }
    await expect(OnnxTrainingEngine.create(program, broken, options)).rejects.toMatchObject({
      ...{ code: 'CHECKPOINT_CORRUPT', file: 'second' },
      message: expect.stringContaining('got NaN as number 8'),
    })
  },
)

test.skipIf(process.env['DEQA_GPU'])('a device that is not there is named', async () => {
  await using engine = await OnnxTrainingEngine.create(program, values, { device: 'cuda' })
  await expect(engine.step(batch, 0.01)).rejects.toMatchObject({ code: 'DEVICE_UNAVAILABLE' })
})
