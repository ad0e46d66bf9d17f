import { messageOf } from '../errors.ts'

/**
 * The error for a file that was opened and cannot be written any more, as on a disk that is full.
 *
 * @param advice - one sentence on what is kept and how to go on; becomes the last line of the message.
 */
export function writeFailure(path: string, cause: unknown, advice: string): Error {
  return new Error(`cannot write ${path}: ${messageOf(cause)}\n${advice}`, { cause })
}
