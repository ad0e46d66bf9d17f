import '@deqa/vitest'
import { describe, expect, test } from 'vitest'
import { smallBatch, smallProgram, smallValues } from '../../test/small-program.ts'
import { loadTfjs } from '../runtime/tfjs/load-tfjs.ts'
import type { AdamWOptions } from './adamw.ts'
import { OnnxTrainingEngine } from './onnx-training-engine.ts'
import { TfjsTrainingEngine } from './tfjs-training-engine.ts'
import type { StepReport, TrainingEngine, TrainingState } from './training-engine.ts'

type Options = AdamWOptions & { readonly state?: TrainingState }

const engines: Readonly<Record<string, (options?: Options) => Promise<TrainingEngine>>> = {
  onnx: (options) => OnnxTrainingEngine.create(smallProgram, smallValues(), { ...options, threads: 1 }),
  'tfjs on plain CPU': (options) =>
    TfjsTrainingEngine.create(smallProgram, smallValues(), { ...options, backends: ['cpu'] }),
  'tfjs on WebAssembly': (options) =>
    TfjsTrainingEngine.create(smallProgram, smallValues(), { ...options, backends: ['wasm'] }),
}

const RATE = 1e-2

/** Losses of some steps, each from so many batches. */
async function train(engine: TrainingEngine, from: number, to: number, batches = 1): Promise<StepReport[]> {
  const reports: StepReport[] = []
  for (let step = from; step < to; step++) {
    const own = Array.from({ length: batches }, (_, i) => smallBatch(step * batches + i))
    reports.push(await (batches === 1 ? engine.step(own[0]!, RATE) : engine.stepAccumulated(own, RATE)))
  }
  return reports
}

describe('the engines follow each other for 50 steps from one seed', () => {
  const runs = {
    plain: {},
    'with clipping': { maxGradientNorm: 0.5 },
    'with weight decay': { weightDecay: 0.1 },
    'with clipping, weight decay and three batches per step': {
      maxGradientNorm: 0.5,
      weightDecay: 0.1,
      batches: 3,
    },
  }
  for (const [name, { batches, ...options }] of Object.entries<AdamWOptions & { batches?: number }>(runs)) {
    test(name, async () => {
      const [onnx, ...others] = await Promise.all(
        Object.values(engines).map(async (create) => {
          await using engine = await create(options)
          return { reports: await train(engine, 0, 50, batches), state: await engine.state() }
        }),
      )
      const losses = onnx!.reports.map(({ loss }) => loss)
      // The run must have somewhere to go, or following would prove nothing.
      expect(losses.at(-1)!).toBeLessThan(0.5 * losses[0]!)
      for (const other of others) {
        for (const [step, { loss, gradientNorm }] of other.reports.entries()) {
          const expected = onnx!.reports[step]!
          // 1e-3 is asked for. Measured: 8e-7, the noise of float32 carried on through AdamW.
          expect([loss], `step ${step}`).toBeAllClose([expected.loss], { relativeToMax: 1e-5 })
          expect(gradientNorm === undefined).toBe(options.maxGradientNorm === undefined)
          if (gradientNorm === undefined) continue
          expect([gradientNorm]).toBeAllClose([expected.gradientNorm!], { relativeToMax: 1e-5 })
        }
        expect(other.state.step).toBe(50)
        for (const [parameter, values] of onnx!.state.parameters) {
          expect(other.state.parameters.get(parameter), parameter).toBeAllClose(values, { absolute: 1e-5 })
        }
      }
    })
  }
})

for (const [name, create] of Object.entries(engines)) {
  describe(name, () => {
    test('goes on from its state bit for bit', async () => {
      const options = { maxGradientNorm: 0.5, weightDecay: 0.1 }
      await using whole = await create(options)
      const expected = (await train(whole, 0, 12)).slice(6)
      await using first = await create(options)
      await train(first, 0, 6)
      await using second = await create({ ...options, state: await first.state() })
      expect(await train(second, 6, 12)).toEqual(expected)
      expect(await second.state()).toEqual(await whole.state())
    })

    test('accumulating gives the update of the mean gradient', async () => {
      await using engine = await create()
      const batches = [smallBatch(0), smallBatch(1)]
      const [one, two] = [await engine.gradients(batches[0]!), await engine.gradients(batches[1]!)]
      const report = await engine.stepAccumulated(batches, RATE)
      expect([report.loss]).toBeAllClose([(one.report.loss + two.report.loss) / 2], { relativeToMax: 1e-6 })
      const { firstMoments, secondMoments } = await engine.state()
      for (const [parameter, gradient] of one.gradients) {
        const mean = gradient.map((value, i) => (value + two.gradients.get(parameter)![i]!) / 2)
        // From zero, one step leaves multiples of g and g²; which, the optimiser decides.
        const [m, v] = [firstMoments.get(parameter)!, secondMoments.get(parameter)!]
        const largest = mean.reduce((at, x, i) => (Math.abs(x) > Math.abs(mean[at]!) ? i : at), 0)
        if (mean[largest] === 0) continue
        const [a, b] = [m[largest]! / mean[largest]!, v[largest]! / mean[largest]! ** 2]
        expect(m, parameter).toBeAllClose(
          mean.map((x) => a * x),
          { relativeToMax: 1e-5 },
        )
        expect(v, parameter).toBeAllClose(
          mean.map((x) => b * x * x),
          { relativeToMax: 1e-5 },
        )
      }
    })

    test('evaluating and asking for gradients change nothing', async () => {
      await using engine = await create()
      const before = await engine.state()
      const { loss, reported } = await engine.evaluate(smallBatch(0))
      const { report, gradients } = await engine.gradients(smallBatch(0))
      expect([report.loss]).toBeAllClose([loss], { relativeToMax: 1e-6 })
      expect(reported['bias']).toEqual(smallValues().get('inner.bias'))
      const mean = reported['logProbabilities']!.reduce((sum, x) => sum + x, 0) / 20
      expect([loss]).toBeAllClose([-mean], { relativeToMax: 1e-6 })
      expect(gradients.get('unused')).toEqual(new Float32Array(3))
      expect(gradients.has('positions')).toBe(false)
      expect(await engine.state()).toEqual(before)
    })

    test('a wrong batch or a missing value is an error that changes nothing', async () => {
      await using engine = await create()
      const before = await engine.state()
      const { noise: _, ...incomplete } = smallBatch(0)
      await expect(engine.step(incomplete, RATE)).rejects.toThrow(
        new RangeError('batch: expected 240 values for noise, got none'),
      )
      await expect(engine.stepAccumulated([smallBatch(0), incomplete], RATE)).rejects.toThrow(RangeError)
      await expect(engine.stepAccumulated([], RATE)).rejects.toThrow('at least one batch')
      expect(await engine.state()).toEqual(before)
      await using same = await create()
      expect(await engine.step(smallBatch(0), RATE)).toEqual(await same.step(smallBatch(0), RATE))
    })
  })
}

describe('TfjsTrainingEngine', () => {
  test('frees what it does not need, and everything when disposed', async () => {
    const { tf } = await loadTfjs({ backends: ['cpu'] })
    const outside = tf.memory().numTensors
    const create = () =>
      TfjsTrainingEngine.create(smallProgram, smallValues(), { maxGradientNorm: 1, backends: ['cpu'] })
    const engine = await create()
    const own = tf.memory().numTensors
    // Three tensors for each trainable parameter, one for each frozen one.
    expect(own - outside).toBe(3 * 12 + 1)
    for (let i = 0; i < 3; i++) {
      await engine.step(smallBatch(i), RATE)
      await engine.stepAccumulated([smallBatch(i), smallBatch(i)], RATE)
      await engine.evaluate(smallBatch(i))
      await engine.gradients(smallBatch(i))
      await engine.step({}, RATE).catch(() => undefined)
      expect(tf.memory().numTensors).toBe(own)
    }
    await engine.dispose()
    expect(tf.memory().numTensors).toBe(outside)
  })

  test('says where it computes, and keeps to it while another engine computes elsewhere', async () => {
    const on = (backend: 'cpu' | 'wasm') =>
      TfjsTrainingEngine.create(smallProgram, smallValues(), { backends: [backend] })
    await using cpu = await on('cpu')
    await using wasm = await on('wasm')
    expect(cpu.runtime).toEqual({ backend: 'cpu', version: '4.22.0', usesGpu: false, refused: [] })
    const together = await Promise.all([cpu, wasm].map((engine) => train(engine, 0, 5)))
    await using alone = await on('cpu')
    expect(together[0]).toEqual(await train(alone, 0, 5))
  })

  test('a missing parameter, or one of another size, is named', async () => {
    const values = smallValues()
    values.set('query', new Float32Array(3))
    await expect(TfjsTrainingEngine.create(smallProgram, values, { backends: ['cpu'] })).rejects.toThrow(
      new RangeError('training: expected 144 values for parameter query, got 3'),
    )
    values.delete('query')
    await expect(TfjsTrainingEngine.create(smallProgram, values, { backends: ['cpu'] })).rejects.toThrow(
      'got none',
    )
  })
})
