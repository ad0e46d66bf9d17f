import { basename, dirname } from 'node:path'
import { DeqaError } from '../errors.ts'
import { DiskFullError, isDiskFull } from './disk-full-error.ts'

/** What a path was wanted as. */
export type FileUse = 'a file to read' | 'a folder to write in'

const PERMISSION = 'Give this user the permission, or choose another place.'
const ELSEWHERE = 'Nothing can be written there: choose another place.'
const IN_THE_WAY = 'A file is where a folder has to be: move it away, or choose another place.'

/** By the system's code, what can be done. */
const ADVICE: Readonly<Record<string, string>> = {
  EACCES: PERMISSION,
  EPERM: PERMISSION,
  EROFS: ELSEWHERE,
  ENOENT: ELSEWHERE,
  EEXIST: IN_THE_WAY,
  ENOTDIR: IN_THE_WAY,
  EISDIR: 'A folder has the name of a file: move it away.',
  ENAMETOOLONG: 'Choose a shorter name.',
  EMFILE: 'This process has too many files open: raise its limit (ulimit -n).',
  ENFILE: 'The system has too many files open: close other programs.',
}

/** Thrown when the system does not let a file be read, or a folder be written in. */
export class FileInaccessibleError extends DeqaError {
  readonly path: string
  /** What the system calls it, such as `EACCES`. */
  readonly systemCode: string

  constructor(path: string, use: FileUse, cause: NodeJS.ErrnoException) {
    const systemCode = cause.code ?? 'an unknown error'
    super('FILE_INACCESSIBLE', `${path}: expected ${use}, got ${cause.message}`, {
      advice: ADVICE[systemCode] ?? 'Check the path, and the disk that it is on.',
      cause,
    })
    this.path = path
    this.systemCode = systemCode
  }
}

/**
 * What an error of the system means where a path was used: `FileInaccessibleError`, or `DiskFullError`. Any other error
 * is given back as it is.
 */
export function inaccessible(error: unknown, path: string, use: FileUse): unknown {
  if (!isOfSystem(error)) return error
  if (isDiskFull(error)) return new DiskFullError(basename(path), dirname(path), 'the disk is full', error)
  return new FileInaccessibleError(path, use, error)
}

function isOfSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'errno' in error
}
