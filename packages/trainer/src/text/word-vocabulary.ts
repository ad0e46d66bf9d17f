import { IMAGE_MARK, IMAGE_TOKEN_ID } from '@deqa/model/training'
import { TextInvalidError, type Vocabulary } from './vocabulary.ts'

/** Ids of `<unk>`, `<s>` and `</s>`, as in every LLaMA vocabulary. */
export const SPECIAL_IDS = { unknown: 0, bos: 1, eos: 2 } as const

const END_MARK = '</s>'

/** A word with the space before it, a line break, a lone space, or one other character. */
const WORD = / ?\p{L}+|\n| |[^\s\p{L}]/gu

/** The words that a text is cut into, each with the space before it. Like LLaMA's, every text is given one in front. */
export function wordsOf(text: string): string[] {
  return ` ${text}`.match(WORD) ?? []
}

/** A vocabulary that knows words by a table and no others. */
export class WordVocabulary implements Vocabulary {
  readonly file: string
  readonly size: number
  readonly unknownId: number = SPECIAL_IDS.unknown
  readonly #idsOf: (word: string) => readonly number[] | undefined
  readonly #advice: string

  /**
   * @param idsOf - the ids of a word as {@link wordsOf} cuts it; undefined for one that is not known.
   * @param advice - what to do about an unknown word.
   */
  constructor(
    file: string,
    size: number,
    idsOf: (word: string) => readonly number[] | undefined,
    advice: string,
  ) {
    this.file = file
    this.size = size
    this.#idsOf = idsOf
    this.#advice = advice
  }

  /** @throws {TextInvalidError} if the text has a word that is not in the table. */
  encodePrompt(text: string): number[] {
    const parts = text.split(IMAGE_MARK).map((part) => this.#encode(part))
    return [SPECIAL_IDS.bos, ...parts.flatMap((ids, i) => (i === 0 ? ids : [IMAGE_TOKEN_ID, ...ids]))]
  }

  #encode(text: string): number[] {
    return text.split(END_MARK).flatMap((part, i) => {
      const ids = part === '' ? [] : wordsOf(part).flatMap((word) => this.#lookUp(word))
      return i === 0 ? ids : [SPECIAL_IDS.eos, ...ids]
    })
  }

  #lookUp(word: string): readonly number[] {
    const ids = this.#idsOf(word)
    if (ids) return ids
    throw new TextInvalidError(this.file, `has no token for ${JSON.stringify(word.trim())}`, this.#advice)
  }
}
