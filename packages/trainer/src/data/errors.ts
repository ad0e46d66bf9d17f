import { TrainerError } from '../errors.ts'

/** The ratings of a dataset cannot be trained on as the configuration asks. */
export class TrainingDataInvalidError extends TrainerError {
  /** Which dataset. */
  readonly dataset: string

  constructor(dataset: string, problem: string, options: { advice?: string; cause?: unknown } = {}) {
    super('TRAINING_DATA_INVALID', `${dataset}: ${problem}`, options)
    this.dataset = dataset
  }
}

/** An image of the training data cannot be read, and the run is not to go on without it. */
export class TrainingImageUnreadableError extends TrainerError {
  readonly path: string

  constructor(path: string, problem: string, advice: string) {
    super('TRAINING_IMAGE_UNREADABLE', problem.includes(path) ? problem : `${path}: ${problem}`, { advice })
    this.path = path
  }
}
