import { readFile, stat } from 'node:fs/promises'
import { mergePairs } from './merge-pairs.ts'
import { MAX_MODEL_BYTES, parseSentencePieceModel, type SentencePieceModel } from './sentence-piece-model.ts'
import { TokenizerInvalidError } from './tokenizer-invalid-error.ts'

/** What a prompt says where an image goes. It is no piece of the vocabulary. */
export const IMAGE_MARK = '<|image|>'

/** The id that stands for an image. It never reaches the embedding table. */
export const IMAGE_TOKEN_ID = -200

/** SentencePiece's visible space. Every text is given one in front. */
const SPACE_MARK = '▁'

const specialPattern = /(<unk>|<s>|<\/s>)/
const loneSurrogate = /\p{Cs}/gu
const utf8 = new TextEncoder()

/**
 * Text to ids, as the slow LLaMA tokenizer of transformers 4.36 does it with `legacy=False`: `<s>` in front, one
 * space before the text, special tokens recognised in the text and no space after them, characters without a piece
 * spelled in bytes. Lone surrogates, which that tokenizer refuses, count as U+FFFD.
 */
export class Tokenizer {
  /** How errors call the file that this tokenizer was read from. */
  readonly file: string
  /** Number of ids; the ids are 0 … size - 1. */
  readonly size: number
  /** Id of `<unk>`. */
  readonly unknownId: number
  /** Id of `<s>`. */
  readonly bosId: number
  /** Id of `</s>`. */
  readonly eosId: number
  readonly #model: SentencePieceModel

  private constructor(model: SentencePieceModel, file: string) {
    this.file = file
    this.size = model.size
    this.unknownId = model.special.unknown
    this.bosId = model.special.bos
    this.eosId = model.special.eos
    this.#model = model
  }

  /**
   * Reads a checkpoint's `tokenizer.model`.
   * @throws {TokenizerInvalidError} if there is no such file, or it is not a SentencePiece model of the LLaMA family.
   */
  static async fromFile(path: string): Promise<Tokenizer> {
    let bytes: Uint8Array
    try {
      const { size } = await stat(path)
      if (size > MAX_MODEL_BYTES)
        throw new TokenizerInvalidError(path, `has ${size} bytes, expected at most ${MAX_MODEL_BYTES}`)
      bytes = await readFile(path)
    } catch (cause) {
      if (cause instanceof TokenizerInvalidError) throw cause
      throw new TokenizerInvalidError(path, 'cannot be read', { cause })
    }
    return Tokenizer.fromBytes(bytes, path)
  }

  /**
   * Reads the bytes of a `tokenizer.model`.
   * @param file - how to call the file in errors.
   * @throws {TokenizerInvalidError} if the bytes are not a SentencePiece model of the LLaMA family.
   */
  static fromBytes(bytes: Uint8Array, file = 'tokenizer.model'): Tokenizer {
    return new Tokenizer(parseSentencePieceModel(bytes, file), file)
  }

  /** The ids of a text, `<s>` first. Never fails, whatever the text holds. */
  encode(text: string): number[] {
    const ids = [this.bosId]
    if (text === '') return ids
    const escaped = SPACE_MARK + text.replace(loneSurrogate, '\uFFFD').replaceAll(' ', SPACE_MARK)
    // Splitting at a captured pattern puts the special tokens at the odd places.
    const chunks = escaped.split(specialPattern)
    const startsWithSpecial = chunks.length > 1 && chunks[0] === SPACE_MARK
    chunks.forEach((chunk, i) => {
      if (i === 0 && startsWithSpecial) return
      if (i % 2 === 1) ids.push(this.#specialId(chunk))
      else this.#appendPlain(chunk, ids)
    })
    return ids
  }

  /**
   * The ids of a text with images, each `<|image|>` one {@link IMAGE_TOKEN_ID}. The parts between images are encoded
   * each on its own, so each begins with a space of its own.
   *
   * As in the original, `<s>` stands once at the front, unless the text begins with an image: then every part that
   * is not empty keeps its own, behind the image.
   */
  encodePrompt(text: string): number[] {
    const parts = text.split(IMAGE_MARK).map((part) => (part === '' ? [] : this.encode(part)))
    const beginsWithText = parts[0]!.length > 0
    const bodies = beginsWithText ? parts.map((ids) => ids.slice(1)) : parts
    const joined = bodies.flatMap((ids, i) => (i === 0 ? ids : [IMAGE_TOKEN_ID, ...ids]))
    return beginsWithText ? [this.bosId, ...joined] : joined
  }

  #specialId(token: string): number {
    return token === '<s>' ? this.bosId : token === '</s>' ? this.eosId : this.unknownId
  }

  #appendPlain(text: string, ids: number[]): void {
    const { pieces, bytes } = this.#model
    let afterUnknown = false
    for (const part of mergePairs(text, (piece) => pieces.get(piece)?.score)) {
      const id = pieces.get(part)?.id
      if (id !== undefined) ids.push(id)
      else if (bytes) for (const byte of utf8.encode(part)) ids.push(bytes[byte]!)
      // A run of unknown characters is one unknown token.
      else if (!afterUnknown) ids.push(this.unknownId)
      afterUnknown = id === undefined
    }
  }
}
