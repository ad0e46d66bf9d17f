import { OnnxTrainingEngine, type TrainingEngine, type TrainingProgram } from '@deqa/model/training'
import { CheckpointStore } from '../src/checkpoint/checkpoint-store.ts'
import type { EvaluationSet } from '../src/evaluate/evaluation-set.ts'
import type { BatchStream, JsonValue, TrainingBatch } from '../src/run/batch-stream.ts'
import type { LoopParts, LoopSettings } from '../src/run/training-loop.ts'

/** Images in a batch of the smallest run there is. */
const N = 4

/** Fits a plane: score = x · w + b. Small enough that hundreds of updates take no time. */
const program: TrainingProgram = {
  parameters: [
    { name: 'w', shape: [1, 3], trainable: true },
    { name: 'b', shape: [1], trainable: true },
  ],
  inputs: [
    { name: 'x', shape: [N, 3], type: 'float' },
    { name: 'y', shape: [N, 1], type: 'float' },
  ],
  run(ops, parameters, inputs) {
    const predicted = ops.linear(inputs['x']!, parameters.get('w')!, parameters.get('b')!)
    const error = ops.subtract(predicted, inputs['y']!)
    const loss = ops.multiply(ops.sum(ops.multiply(error, error), [0, 1]), ops.constant([1 / N], [1]))
    const scores = ops.reshape(predicted, [N])
    const deviations = ops.add(ops.multiply(scores, ops.constant([0], [1])), ops.constant([0.5], [1]))
    return { loss, reported: { squares: loss, scores, deviations } }
  },
}

/** The i-th batch: points in [-1, 1]³ and the plane 3 + 0.5 x₀ - 0.25 x₁ + x₂ there. */
export function lineBatch(index: number): TrainingBatch {
  const x = Float32Array.from({ length: 3 * N }, (_, k) => Math.sin(1 + 17 * index + 5.3 * k))
  const y = Float32Array.from({ length: N }, (_, i) => {
    const [a, b, c] = x.subarray(3 * i) as unknown as [number, number, number]
    return 3 + 0.5 * a - 0.25 * b + c
  })
  return { batch: { x, y }, files: Array.from({ length: N }, (_, i) => `batch-${index}/${i}.png`) }
}

export function lineStream(position: JsonValue | undefined, change = lineBatch): BatchStream {
  let index = typeof position === 'number' ? position : 0
  return {
    next: async () => change(index++),
    position: () => index,
    async [Symbol.asyncDispose]() {},
  }
}

const evaluationSet: EvaluationSet = {
  name: 'held out',
  async *batches() {
    for (let index = 1000; index < 1003; index++) {
      const { batch, files } = lineBatch(index)
      const items = [...(batch['y'] as Float32Array)].map((score, i) => ({
        id: files[i]!,
        image: files[i]!,
        mos: score,
        score,
        std: 0.4,
      }))
      yield { batch, views: 1, items }
    }
  },
}

export const lineSettings: LoopSettings = {
  schedule: { decay: 'cosine', peak: 0.5, totalSteps: 20, warmupRatio: 0.1 },
  accumulation: 2,
  imagesPerStep: 2 * N,
  evaluateEvery: 5,
  checkpointEvery: 5,
  best: 'srcc',
  logEvery: 1,
}

/** A whole run, but for its network, which is a line. */
export function lineRun(
  folder: string,
  {
    settings = lineSettings,
    change = lineBatch,
  }: { settings?: LoopSettings; change?: typeof lineBatch } = {},
): LoopParts {
  const values = new Map([
    ['w', Float32Array.of(0.1, -0.2, 0.3)],
    ['b', Float32Array.of(0)],
  ])
  return {
    settings,
    store: new CheckpointStore(folder, { keepLast: 3 }),
    openEngine: (state): Promise<TrainingEngine> =>
      OnnxTrainingEngine.create(program, values, { threads: 1, ...(state ? { state } : {}) }),
    openStream: async (position) => lineStream(position, change),
    evaluationSets: [evaluationSet],
  }
}
