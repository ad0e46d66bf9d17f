import { TrainerError } from '../errors.ts'

/** Turns text into ids. The `Tokenizer` of `@deqa/model` is one. */
export interface Vocabulary {
  /** How errors call it: a file, or a name. */
  readonly file: string
  /** Number of ids; the ids are 0 … size - 1. */
  readonly size: number
  /** Id of what has no token; it also pads. */
  readonly unknownId: number
  /** The ids of a text, `<s>` once in front, `IMAGE_TOKEN_ID` for each `<|image|>`. */
  encodePrompt(text: string): number[]
}

/** The vocabulary cannot write the text that training needs. */
export class TextInvalidError extends TrainerError {
  /** Which vocabulary. */
  readonly file: string

  constructor(file: string, problem: string, advice?: string) {
    super('TRAINING_TEXT_INVALID', `${file}: ${problem}`, advice === undefined ? {} : { advice })
    this.file = file
  }
}
