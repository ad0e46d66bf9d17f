import { RELEASED_LOSS_OPTIONS, readUpstreamLossConfig } from '@deqa/losses'
import {
  type AdamWOptions,
  OnnxTrainingEngine,
  TfjsTrainingEngine,
  type TrainingEngine,
  type TrainingProgram,
} from '@deqa/model/training'
import { describeWithShared } from '@deqa/vitest'
import { beforeAll, describe, expect, test } from 'vitest'
import { type DeqaProgramOptions, deqaProgram, INPUTS } from '../src/program/deqa-program.ts'
import { type RecordedTraining, readRecordedTraining } from './recorded-training.ts'

/** The recording's tolerances: its float32 losses and gradients are within 1e-4 of its own float64 ones. */
const LOSS = 1e-4
const GRADIENT = { relativeToMax: 5e-4 }

type Engine = (
  program: TrainingProgram,
  values: ReadonlyMap<string, Float32Array>,
  options?: AdamWOptions,
) => Promise<TrainingEngine>

const engines: Record<string, Engine> = {
  onnx: (program, values, options) => OnnxTrainingEngine.create(program, values, options),
  tfjs: (program, values, options) =>
    TfjsTrainingEngine.create(program, values, { ...options, backends: ['wasm'] }),
}

describeWithShared('the recorded training of the original', () => {
  let recorded: RecordedTraining
  let base: Omit<DeqaProgramOptions, 'mode' | 'batchSize'>
  beforeAll(() => {
    recorded = readRecordedTraining()
    base = { network: recorded.network, text: recorded.text }
  })
  const pairs = (loss: DeqaProgramOptions['loss']) =>
    deqaProgram({ ...base, mode: 'pair', batchSize: 2, ...(loss ? { loss } : {}) })

  for (const [name, create] of Object.entries(engines)) {
    describe(name, () => {
      test('every loss variant, term by term', async () => {
        for (const [variant, expected] of Object.entries(recorded.losses.variants)) {
          const options = readUpstreamLossConfig(expected.config)
          await using engine = await create(pairs(options), recorded.values)
          const batch =
            options.rank === 'fidelity'
              ? recorded.pairs
              : { ...recorded.pairs, [INPUTS.preference]: recorded.binaryPreference }
          const { loss, reported } = await engine.evaluate(batch)
          const near = (actual: ArrayLike<number> | undefined, value: number, what: string) =>
            expect(actual, `${variant}: ${what}`).toBeAllClose([value], { relativeToMax: LOSS })
          near([loss], expected.total, 'total')
          if (options.weightRank !== 0) near(reported['rank'], expected.rank, 'rank')
          for (const side of ['A', 'B'] as const) {
            if (options.weightNextToken !== 0)
              near(reported[`crossEntropy${side}`], expected[side].ce, 'cross-entropy')
            if (options.weightNextToken !== 0 && expected[side].kl !== null && options.label === 'soft') {
              near(reported[`kl${side}`], expected[side].kl, 'KL')
            }
            if (options.weightInLevel !== 0)
              near(reported[`inLevel${side}`], expected[side].in_level, 'in-level')
          }
          if (options.readOut === 'closed-set') {
            const scores = [...expected.A.score, ...expected.B.score]
            expect(reported['scores'], variant).toBeAllClose(scores, { absolute: 1e-4 })
            const deviations = [...expected.A.std, ...expected.B.std]
            expect(reported['deviations'], variant).toBeAllClose(deviations, { absolute: 1e-4 })
          }
        }
      })

      test('single images, with soft labels and with one-hot labels', async () => {
        const { softkl, onehot_ce } = recorded.losses.single
        for (const [label, total] of [
          ['soft', softkl!.total],
          ['one-hot', onehot_ce!.total],
        ] as const) {
          const program = deqaProgram({ ...base, mode: 'single', batchSize: 4, loss: { label } })
          await using engine = await create(program, recorded.values)
          const { loss } = await engine.evaluate(recorded.single)
          expect([loss], label).toBeAllClose([total], { relativeToMax: LOSS })
        }
      })

      test('every recorded gradient', async () => {
        const seen = new Set<string>()
        for (const [variant, { config }] of Object.entries(recorded.losses.variants)) {
          const expected = [...recorded.tensors].filter(([key]) => key.startsWith(`grad.${variant}.`))
          if (expected.length === 0) continue
          const options = readUpstreamLossConfig(config)
          await using engine = await create(pairs(options), recorded.values)
          const binary = options.rank !== 'fidelity'
          const { gradients } = await engine.gradients(
            binary ? { ...recorded.pairs, [INPUTS.preference]: recorded.binaryPreference } : recorded.pairs,
          )
          for (const [key, { data }] of expected) {
            const own = recordedRows(recorded, key.slice(`grad.${variant}.`.length), gradients)
            expect(own, key).toBeAllClose(data, GRADIENT)
            seen.add(key)
          }
        }
        expect(seen.size).toBe([...recorded.tensors.keys()].filter((key) => key.startsWith('grad.')).length)
      })

      test('one AdamW step, and the losses of four steps, without and with clipping', async () => {
        const { adamw1, adamw1_clip1, adamw1_clip1_clip_total_norm: norm } = recorded.losses
        for (const [options, expected] of [
          [{}, adamw1],
          [{ maxGradientNorm: 1 }, adamw1_clip1],
        ] as const) {
          await using engine = await create(pairs(RELEASED_LOSS_OPTIONS), recorded.values, options)
          const losses: number[] = []
          for (let step = 0; step < 4; step++) {
            const report = await engine.step(recorded.pairs, 1e-3)
            losses.push(report.loss)
            if (step > 0) continue
            if (report.gradientNorm !== undefined) {
              expect([report.gradientNorm]).toBeAllClose([norm], { relativeToMax: 1e-4 })
            } else await expectRecordedParameters(recorded, (await engine.state()).parameters)
          }
          expect(losses.slice(0, 1)).toBeAllClose(expected.losses_at_steps_0_1_2_3.slice(0, 1), {
            relativeToMax: LOSS,
          })
          // The recording's bound for later steps: where a gradient is noise, AdamW moves by the sign of the noise.
          expect(losses).toBeAllClose(expected.losses_at_steps_0_1_2_3, { relativeToMax: 1e-3 })
        }
      })
    })
  }
})

/** The part of a tensor that was recorded: all of it, or the rows that the key's suffix stands for. */
function recordedRows(
  { losses, text }: RecordedTraining,
  key: string,
  tensors: ReadonlyMap<string, Float32Array>,
): Float32Array {
  const [, name, suffix] = /^(.*?)(?:\[(\w+)\])?$/.exec(key)!
  const tensor = tensors.get(name!)!
  if (suffix === undefined) return tensor
  const rows = {
    levels: text.levelIds.toReversed(),
    others: losses.lm_head_other_rows,
    ids: losses.embed_rows,
  }[suffix]!
  const width = 24
  return Float32Array.from(rows.flatMap((row) => [...tensor.subarray(row * width, (row + 1) * width)]))
}

/** Parameters after one step: within 2e-6 where the gradient is not noise, within 2 steps of the rate where it is. */
async function expectRecordedParameters(
  recorded: RecordedTraining,
  parameters: ReadonlyMap<string, Float32Array>,
): Promise<void> {
  let compared = 0
  for (const [key, { data }] of recorded.tensors) {
    if (!key.startsWith('param_after.adamw1.')) continue
    const name = key.slice('param_after.adamw1.'.length)
    const own = recordedRows(recorded, name, parameters)
    const gradient = recorded.tensors.get(`grad.default.${name}`)!.data
    expect(own.length, key).toBe(data.length)
    for (const [i, value] of data.entries()) {
      const size = Math.abs(gradient[i]!)
      const bound = size > 1e-5 ? 2e-6 : 2e-3
      expect(Math.abs(own[i]! - value), `${key} at ${i}, gradient ${gradient[i]}`).toBeLessThanOrEqual(bound)
      compared++
    }
  }
  expect(compared).toBeGreaterThan(1000)
}
