import { DeqaError } from '../errors.ts'

/** Thrown when a `tokenizer.model` cannot be read, or does not belong to the checkpoint it lies beside. */
export class TokenizerInvalidError extends DeqaError {
  readonly file: string

  constructor(file: string, problem: string, options: { cause?: unknown } = {}) {
    super('TOKENIZER_INVALID', `${file}: ${problem}`, {
      advice: 'Use the tokenizer.model of the checkpoint, or of the LLaMA model that it was trained from.',
      ...options,
    })
    this.file = file
  }
}
