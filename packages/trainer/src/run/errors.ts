import { TrainerError } from '../errors.ts'

/** The loss, or a parameter, stopped being a usable number. */
export class TrainingDivergedError extends TrainerError {
  /** Updates made before the one that failed. */
  readonly step: number
  /** The images of the batch at which it showed. */
  readonly files: readonly string[]

  /** @param checkpoints - where the last good state is kept. */
  constructor(step: number, problem: string, files: readonly string[], checkpoints: string) {
    const shown = files.slice(0, 8).map((file) => `  ${file}`)
    if (files.length > shown.length) shown.push(`  … and ${files.length - shown.length} more`)
    super('TRAINING_DIVERGED', `step ${step + 1}: ${problem}; the batch is\n${shown.join('\n')}`, {
      advice:
        'Look at these images and their ratings, lower the learning rate, or clip the gradients ' +
        `(optimizer.maxGradientNorm). The last good state is kept in ${checkpoints}.`,
    })
    this.step = step
    this.files = files
  }
}
