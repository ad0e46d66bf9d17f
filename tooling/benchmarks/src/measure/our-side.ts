import { OnnxTrainingEngine } from '@deqa/model/training'
import type { TrainingCase } from '../cases/training-case.ts'
import type { Block, Side } from './blocks.ts'

/** Our engine as a side of the comparison. */
export async function ourSide(trainingCase: TrainingCase, threads: number): Promise<Side> {
  const { program, values, batch, learningRate, weightDecay } = trainingCase
  const engine = await OnnxTrainingEngine.create(program, values, { threads, weightDecay })
  return {
    async run(steps): Promise<Block> {
      const milliseconds: number[] = []
      const losses: number[] = []
      for (let step = 0; step < steps; step++) {
        const start = performance.now()
        const { loss } = await engine.step(batch, learningRate)
        milliseconds.push(performance.now() - start)
        losses.push(loss)
      }
      return { milliseconds, losses }
    },
    [Symbol.asyncDispose]: () => engine.dispose(),
  }
}
