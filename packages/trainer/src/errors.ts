/** What went wrong in a training run, as a word a program can switch on. */
export type TrainerErrorCode =
  | 'TRAINING_CONFIG_INVALID'
  | 'TRAINING_CONFIG_UNREADABLE'
  | 'TRAINING_TEXT_INVALID'
  | 'TRAINING_DATA_INVALID'
  | 'TRAINING_IMAGE_UNREADABLE'
  | 'RUN_EXISTS'
  | 'RUN_NOT_FOUND'
  | 'RUN_MISMATCH'
  | 'RUN_UNWRITABLE'
  | 'TRAINING_CHECKPOINT_DAMAGED'
  | 'TRAINING_DIVERGED'
  | 'EXPORT_IMPOSSIBLE'
  | 'PREDICTIONS_INVALID'

export interface TrainerErrorOptions {
  /** One sentence on what the reader can do about it. Becomes the last line of the message. */
  readonly advice?: string
  readonly cause?: unknown
}

/**
 * The base of every error of a training run that the outside world can cause. Subclasses keep its data as fields;
 * mistakes in a call throw the built-in `TypeError` and `RangeError` instead.
 */
export class TrainerError extends Error {
  readonly code: TrainerErrorCode

  constructor(code: TrainerErrorCode, message: string, options: TrainerErrorOptions = {}) {
    super(
      options.advice ? `${message}\n${options.advice}` : message,
      'cause' in options ? { cause: options.cause } : {},
    )
    this.name = new.target.name
    this.code = code
  }
}
