import { TrainerError } from '../errors.ts'

/** One thing that is wrong in a configuration. */
export interface ConfigProblem {
  /** Where in the configuration, such as `datasets[0].weight`; '' for the whole of it. */
  readonly path: string
  /** The file that says it: the one that was read, or one that it extends. */
  readonly file?: string
  /** Line of the file, from 1, where it is known. */
  readonly line?: number
  readonly message: string
}

/** The training configuration says something that it must not say. Lists everything at once. */
export class ConfigurationInvalidError extends TrainerError {
  /** The file, or how the caller named it. */
  readonly file: string
  readonly problems: readonly ConfigProblem[]

  constructor(file: string, problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ path, file: own = file, line, message }) => {
      const where = line === undefined ? own : `${own}:${line}`
      return path === '' ? `${where}: ${message}` : `${where}: ${path}: ${message}`
    })
    super('TRAINING_CONFIG_INVALID', lines.join('\n'))
    this.file = file
    this.problems = problems
  }
}

/** The configuration file is not there, or cannot be read as what its name says. */
export class ConfigurationUnreadableError extends TrainerError {
  readonly file: string

  constructor(file: string, problem: string, options: { advice?: string; cause?: unknown } = {}) {
    super('TRAINING_CONFIG_UNREADABLE', `${file}: ${problem}`, options)
    this.file = file
  }
}
