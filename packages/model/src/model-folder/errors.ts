import { DeqaError } from '../errors.ts'

/** Thrown when there is no model under a name or at a path. */
export class ModelNotFoundError extends DeqaError {
  /** What was asked for. */
  readonly model: string

  constructor(model: string, problem: string, advice: string) {
    super('MODEL_NOT_FOUND', `model ${model}: ${problem}`, { advice })
    this.model = model
  }
}

/** Thrown when a model folder is damaged, incomplete, or written by a version we cannot read. */
export class ModelInvalidError extends DeqaError {
  /** The file at fault. */
  readonly file: string

  constructor(
    file: string,
    problem: string,
    advice = 'Convert the checkpoint again, or copy the folder again.',
  ) {
    super('MODEL_INVALID', `${file}: ${problem}`, { advice })
    this.file = file
  }
}
