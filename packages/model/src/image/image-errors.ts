import { DeqaError } from '../errors.ts'

/** There is no file at the path. */
export class ImageNotFoundError extends DeqaError {
  readonly where: string

  constructor(where: string, cause?: unknown) {
    super('IMAGE_NOT_FOUND', `${where}: expected an image file, got no file at this path`, {
      advice: 'Check the spelling, and the folder that a relative path starts from.',
      cause,
    })
    this.where = where
  }
}

/** What was expected of an image and what came instead, in words. */
export interface ImageMismatch {
  /** The path as given, the name of a `File`, or 'bytes'. */
  readonly where: string
  readonly expected: string
  readonly found: string
  readonly advice: string
  readonly cause?: unknown
}

/** The input is not an image that can be decoded: another format, damaged, cut short, or not readable. */
export class ImageUnreadableError extends DeqaError {
  readonly where: string
  readonly expected: string
  readonly found: string

  constructor({ where, expected, found, advice, cause }: ImageMismatch) {
    super('IMAGE_UNREADABLE', `${where}: expected ${expected}, got ${found}`, { advice, cause })
    this.where = where
    this.expected = expected
    this.found = found
  }
}

/** The image is larger than the caller allows. It was not decoded. */
export class ImageTooLargeError extends DeqaError {
  readonly where: string
  readonly expected: string
  readonly found: string

  constructor({ where, expected, found, advice, cause }: ImageMismatch) {
    super('IMAGE_TOO_LARGE', `${where}: expected ${expected}, got ${found}`, { advice, cause })
    this.where = where
    this.expected = expected
    this.found = found
  }
}
