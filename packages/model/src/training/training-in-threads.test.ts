import { liveThreads } from '@deqa/vitest'
import { describe, expect, test } from 'vitest'
import { seededTensor } from '../../test/operation-cases.ts'
import { smallBatch, smallProgram, smallValues } from '../../test/small-program.ts'
import { OnnxTrainingEngine, type OnnxTrainingOptions } from './onnx-training-engine.ts'
import type { Batch } from './training-engine.ts'
import type { TrainingProgram } from './training-program.ts'

const RATE = 1e-2

const scaled = (shape: readonly number[], seed: number, scale: number) =>
  Float32Array.from(seededTensor(shape, seed).data, (value) => value * scale)

const [tokens, width, hidden] = [700, 32, 48]

/** A frozen matrix, and a trained one on the left of a product over more rows than the runtime adds up in one go. */
const productProgram: TrainingProgram = {
  parameters: [
    { name: 'frozen', shape: [hidden, width], trainable: false },
    { name: 'left', shape: [8, hidden], trainable: true },
  ],
  inputs: [{ name: 'x', shape: [tokens, width], type: 'float' }],
  run(ops, values, inputs) {
    const inner = ops.silu(ops.linear(inputs['x']!, values.get('frozen')!))
    const result = ops.matMul(values.get('left')!, inner, { transposeB: true })
    return { loss: ops.sum(ops.multiply(result, result), [0, 1]), reported: {} }
  },
}

const productValues = () =>
  new Map([
    ['frozen', scaled([hidden, width], 1, 0.1)],
    ['left', scaled([8, hidden], 2, 0.1)],
  ])

interface Case {
  readonly program: TrainingProgram
  readonly values: ReadonlyMap<string, Float32Array>
  readonly batch: (i: number) => Batch
  readonly options?: OnnxTrainingOptions
}

const cases: Record<string, Case> = {
  'a transformer layer': {
    program: smallProgram,
    values: smallValues(),
    batch: smallBatch,
    options: { maxGradientNorm: 0.5, weightDecay: 0.1 },
  },
  'a long product, beside a frozen matrix': {
    program: productProgram,
    values: productValues(),
    batch: (i) => ({ x: scaled([tokens, width], 10 + i, 1) }),
  },
  'a frozen matrix in 4 bits': {
    program: productProgram,
    values: productValues(),
    batch: (i) => ({ x: scaled([tokens, width], 10 + i, 1) }),
    options: { frozenBits: 4 },
  },
}

describe.each(Object.entries(cases))('%s', (_, { program, values, batch, options }) => {
  test.each([3, 4])('%i batches per update: the number of workers changes no bit', async (perUpdate) => {
    const train = async (workers: number) => {
      await using engine = await OnnxTrainingEngine.create(program, values, {
        ...options,
        threads: 1,
        workers,
      })
      const reports = []
      for (let step = 0; step < 3; step++) {
        const batches = Array.from({ length: perUpdate }, (__, i) => batch(step * perUpdate + i))
        reports.push(await engine.stepAccumulated(batches, RATE))
      }
      return { reports, state: await engine.state() }
    }
    const expected = await train(1)
    expect(expected.state.step).toBe(3)
    expect(await train(2)).toEqual(expected)
    expect(await train(3)).toEqual(expected)
  })
})

describe('an engine with workers', () => {
  const create = (options?: OnnxTrainingOptions) =>
    OnnxTrainingEngine.create(smallProgram, smallValues(), { threads: 1, workers: 2, ...options })
  const batches = [smallBatch(0), smallBatch(1), smallBatch(2)]

  test('is left as it was by a wrong batch, and goes on', async () => {
    await using engine = await create()
    const before = await engine.state()
    const { noise: _, ...incomplete } = smallBatch(0)
    await expect(engine.stepAccumulated([smallBatch(0), incomplete], RATE)).rejects.toThrow(
      new RangeError('batch: expected 240 values for noise, got none'),
    )
    expect(await engine.state()).toEqual(before)
    await using same = await create({ workers: 1 })
    expect(await engine.stepAccumulated(batches, RATE)).toEqual(await same.stepAccumulated(batches, RATE))
  })

  test('evaluates, gives gradients and makes updates of one batch as without', async () => {
    await using engine = await create()
    await using same = await create({ workers: 1 })
    expect(await engine.gradients(batches[0]!)).toEqual(await same.gradients(batches[0]!))
    expect(await engine.stepAccumulated([batches[0]!], RATE)).toEqual(await same.step(batches[0]!, RATE))
    expect(await engine.evaluate(batches[0]!)).toEqual(await same.evaluate(batches[0]!))
  })

  test('leaves no thread behind, disposed between updates or within one', async () => {
    const threads = liveThreads()
    const idle = await create()
    await idle.stepAccumulated(batches, RATE)
    expect(threads.size).toBe(2)
    await idle.dispose()
    expect(threads.size).toBe(0)
    const busy = await create()
    await busy.stepAccumulated(batches, RATE)
    const update = busy.stepAccumulated(batches, RATE).catch((error: Error) => error)
    await busy.dispose()
    await update
    expect(threads.size).toBe(0)
  })

  test('refuses what is no count, and other devices', async () => {
    await expect(create({ workers: 0 })).rejects.toThrow('positive whole number of workers, got 0')
    await expect(create({ workers: 1.5 })).rejects.toThrow(RangeError)
    await expect(create({ device: 'cuda' })).rejects.toThrow('device cpu with 2 workers, got cuda')
  })
})
