/** What is wrong with a dataset on disk, as a word a program can switch on. */
export type DatasetErrorCode =
  | 'DATASET_FILE_MISSING'
  | 'DATASET_FILE_UNREADABLE'
  | 'DATASET_FILE_UNWRITABLE'
  | 'DATASET_FILE_MALFORMED'
  | 'DATASET_ROW_INVALID'
  | 'DATASET_SPLIT_INVALID'

export interface DatasetErrorOptions {
  /** One sentence on what the reader can do about it. Becomes the last line of the message. */
  readonly advice?: string
  readonly cause?: unknown
}

/** The base of every error that the files of a dataset can cause. Subclasses keep its data as fields. */
export class DatasetError extends Error {
  readonly code: DatasetErrorCode

  constructor(code: DatasetErrorCode, message: string, options: DatasetErrorOptions = {}) {
    super(
      options.advice ? `${message}\n${options.advice}` : message,
      'cause' in options ? { cause: options.cause } : {},
    )
    this.name = new.target.name
    this.code = code
  }
}

/** A file the dataset cannot be read without is not there. */
export class DatasetFileMissing extends DatasetError {
  /** For each missing file, the paths that were tried, in order. */
  readonly lookedFor: readonly (readonly string[])[]

  constructor(title: string, lookedFor: readonly (readonly string[])[], advice: string) {
    const files = lookedFor.map((paths) => `  ${paths.join('\n  or ')}`).join('\n')
    super('DATASET_FILE_MISSING', `${title}: cannot find\n${files}`, { advice })
    this.lookedFor = lookedFor
  }
}

/** A file is there, but the system does not let us read it. */
export class DatasetFileUnreadable extends DatasetError {
  readonly path: string

  constructor(path: string, cause: unknown) {
    super('DATASET_FILE_UNREADABLE', `${path}: cannot be read: ${messageOf(cause)}`, { cause })
    this.path = path
  }
}

/** A file cannot be written. */
export class DatasetFileUnwritable extends DatasetError {
  readonly path: string

  constructor(path: string, cause: unknown) {
    super('DATASET_FILE_UNWRITABLE', `${path}: cannot be written: ${messageOf(cause)}`, { cause })
    this.path = path
  }
}

/** A file can be read, but it is not what it should be; nothing after the fault can be trusted. */
export class DatasetFileMalformed extends DatasetError {
  readonly path: string
  /** Line of the fault, from 1, for a text file. */
  readonly line: number | undefined

  constructor(path: string, problem: string, options: DatasetErrorOptions & { readonly line?: number } = {}) {
    super('DATASET_FILE_MALFORMED', `${at(path, options.line)}: ${problem}`, options)
    this.path = path
    this.line = options.line
  }
}

/** One row of a file cannot be used; the rows after it can. */
export class DatasetRowInvalid extends DatasetError {
  readonly path: string
  /** Line of a text file or row of a sheet, from 1. */
  readonly line: number

  constructor(path: string, line: number, problem: string) {
    super('DATASET_ROW_INVALID', `${at(path, line)}: ${problem}`)
    this.path = path
    this.line = line
  }
}

/** A split puts something in two parts, or does not fit its dataset. */
export class DatasetSplitInvalid extends DatasetError {
  constructor(message: string, advice?: string) {
    super('DATASET_SPLIT_INVALID', message, advice === undefined ? {} : { advice })
  }
}

function at(path: string, line: number | undefined): string {
  return line === undefined ? path : `${path}:${line}`
}

/** The message of anything thrown. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
