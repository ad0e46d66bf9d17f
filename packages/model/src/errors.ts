/** What went wrong, as a word a program can switch on. */
export type DeqaErrorCode =
  | 'IMAGE_NOT_FOUND'
  | 'IMAGE_UNREADABLE'
  | 'IMAGE_TOO_LARGE'
  | 'CHECKPOINT_NOT_FOUND'
  | 'CHECKPOINT_CORRUPT'
  | 'CHECKPOINT_UNSUPPORTED'
  | 'CHECKPOINT_MISMATCH'
  | 'TOKENIZER_INVALID'
  | 'CONFIG_INVALID'
  | 'MODEL_NOT_FOUND'
  | 'MODEL_INVALID'
  | 'DISK_FULL'
  | 'FILE_INACCESSIBLE'
  | 'HUB_ID_INVALID'
  | 'HUB_SETTING_INVALID'
  | 'HUB_NOT_FOUND'
  | 'HUB_ACCESS_DENIED'
  | 'HUB_OFFLINE'
  | 'HUB_INTEGRITY'
  | 'HUB_NETWORK'
  | 'DEVICE_UNAVAILABLE'
  | 'SCORER_DISPOSED'

export interface DeqaErrorOptions {
  /** One sentence on what the reader can do about it. Becomes the last line of the message. */
  readonly advice?: string
  readonly cause?: unknown
}

/**
 * The base of every error that the outside world can cause: a file, a checkpoint, a model folder, a device.
 * Subclasses name one cause each and keep its data as fields. Mistakes in a call (a wrong type, a number out
 * of range) throw the built-in `TypeError` and `RangeError` instead.
 */
export class DeqaError extends Error {
  readonly code: DeqaErrorCode

  constructor(code: DeqaErrorCode, message: string, options: DeqaErrorOptions = {}) {
    super(
      options.advice ? `${message}\n${options.advice}` : message,
      'cause' in options ? { cause: options.cause } : {},
    )
    this.name = new.target.name
    this.code = code
  }
}
