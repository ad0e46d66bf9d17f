import { DeqaError, type DeqaErrorOptions } from '../errors.ts'

/** Thrown when a checkpoint, or a file that it names, is not where it was looked for. */
export class CheckpointNotFoundError extends DeqaError {
  /** The file or folder that was looked for. */
  readonly path: string

  constructor(path: string, problem: string, options?: DeqaErrorOptions) {
    super('CHECKPOINT_NOT_FOUND', `${path}: ${problem}`, options)
    this.path = path
  }
}

/** Thrown when a file of a checkpoint contradicts itself or is shorter than it declares. */
export class CheckpointCorruptError extends DeqaError {
  readonly file: string

  constructor(
    file: string,
    problem: string,
    options: DeqaErrorOptions = {
      advice: 'Fetch the file again: it is damaged or was not written completely.',
    },
  ) {
    super('CHECKPOINT_CORRUPT', `${file}: ${problem}`, options)
    this.file = file
  }
}

/** Thrown when a checkpoint uses something that this reader leaves out on purpose. */
export class CheckpointUnsupportedError extends DeqaError {
  readonly file: string

  constructor(file: string, problem: string, options?: DeqaErrorOptions) {
    super('CHECKPOINT_UNSUPPORTED', `${file}: ${problem}`, options)
    this.file = file
  }
}

/** A tensor on one side of a comparison. `problem` says more than its absence would. */
export interface MismatchedTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly problem?: string
}

/** Lines shown per side; the fields hold all of them. */
const SHOWN = 20

/**
 * Thrown when the tensors of a checkpoint are not those of the network. The message lists both sides:
 * `-` for what is missing, `+` for what nobody expects. A tensor of another shape stands on both.
 */
export class CheckpointMismatchError extends DeqaError {
  readonly path: string
  readonly missing: readonly MismatchedTensor[]
  readonly unexpected: readonly MismatchedTensor[]

  constructor(
    path: string,
    missing: readonly MismatchedTensor[],
    unexpected: readonly MismatchedTensor[],
    advice = 'Use a checkpoint of this architecture, together with its own config.json.',
  ) {
    const summary = `${missing.length} missing (-) and ${unexpected.length} unexpected (+) tensors`
    const lines = [`${path}: ${summary}`, ...listSide('-', missing), ...listSide('+', unexpected)]
    super('CHECKPOINT_MISMATCH', lines.join('\n'), { advice })
    this.path = path
    this.missing = missing
    this.unexpected = unexpected
  }
}

function listSide(sign: string, tensors: readonly MismatchedTensor[]): string[] {
  const shown = tensors.slice(0, SHOWN).map(({ name, shape, problem }) => {
    return `  ${sign} ${name} [${shape.join(', ')}]${problem ? ` (${problem})` : ''}`
  })
  const hidden = tensors.length - shown.length
  return hidden > 0 ? [...shown, `  ${sign} … and ${hidden} more`] : shown
}
