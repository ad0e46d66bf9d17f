import { type Message, Reader, type Type } from 'protobufjs/light.js'
import {
  BYTE_PAIR_ENCODING,
  MODEL_FIELD,
  normalizerSpecType,
  PIECE_TYPE,
  pieceType,
  trainerSpecType,
} from './sentence-piece-format.ts'
import { TokenizerInvalidError } from './tokenizer-invalid-error.ts'

/** Larger than any SentencePiece model in use: LLaMA's is 0.5 MB for 32,000 pieces, Gemma's 4.2 MB for 256,000. */
export const MAX_MODEL_BYTES = 8 * 2 ** 20

/** A piece that text can be cut into. Pairs with the higher score merge first. */
export interface Piece {
  readonly id: number
  readonly score: number
}

/** A `tokenizer.model`, read and checked. */
export interface SentencePieceModel {
  /** Number of ids; the ids are 0 … size - 1. */
  readonly size: number
  readonly pieces: ReadonlyMap<string, Piece>
  /** Ids of `<unk>`, `<s>` and `</s>`. */
  readonly special: { readonly unknown: number; readonly bos: number; readonly eos: number }
  /** Ids of the 256 byte values, where the model spells characters without a piece in bytes. */
  readonly bytes?: readonly number[]
}

interface PieceMessage {
  piece: string
  score: number
  type: number
}

interface TrainerSpec {
  modelType: number
  treatWhitespaceAsSuffix: boolean
  byteFallback: boolean
}

interface NormalizerSpec {
  precompiledCharsmap: Uint8Array
  removeExtraWhitespaces: boolean
  escapeWhitespaces: boolean
}

/**
 * Reads a SentencePiece model of the LLaMA family: byte-pair encoding, no normalisation of the text.
 *
 * Pieces are checked as they are read, so a hostile file is refused before it can grow in memory.
 *
 * @param file - how to call the file in errors.
 * @throws {TokenizerInvalidError} if the bytes are not such a model, or ask for what LLaMA models never have.
 */
export function parseSentencePieceModel(bytes: Uint8Array, file: string): SentencePieceModel {
  const refuse = (problem: string, cause?: unknown): never => {
    throw new TokenizerInvalidError(file, problem, cause === undefined ? {} : { cause })
  }
  if (bytes.length > MAX_MODEL_BYTES)
    refuse(`has ${bytes.length} bytes, expected at most ${MAX_MODEL_BYTES} for a SentencePiece model`)

  const table = new PieceTable(refuse)
  let trainer = trainerSpecType.create() as Message & TrainerSpec
  let normalizer = normalizerSpecType.create() as Message & NormalizerSpec
  try {
    const reader = Reader.create(bytes)
    while (reader.pos < reader.len) {
      const tag = reader.tag()
      const message = <M>(type: Type) => type.decode(reader, reader.size()) as Message & M
      if (tag === lengthDelimited(MODEL_FIELD.piece)) table.add(message<PieceMessage>(pieceType))
      else if (tag === lengthDelimited(MODEL_FIELD.trainerSpec)) trainer = message(trainerSpecType)
      else if (tag === lengthDelimited(MODEL_FIELD.normalizerSpec)) normalizer = message(normalizerSpecType)
      else reader.skipType(tag & 7)
    }
  } catch (cause) {
    if (cause instanceof TokenizerInvalidError) throw cause
    refuse('is not a SentencePiece model, or is cut short', cause)
  }

  if (table.size === 0) refuse('holds no pieces: it is empty, or not a SentencePiece model')
  if (trainer.modelType !== BYTE_PAIR_ENCODING)
    refuse(`has model type ${trainer.modelType}, expected ${BYTE_PAIR_ENCODING} (byte-pair encoding)`)
  if (normalizer.precompiledCharsmap.length > 0)
    refuse('normalises text by a character map, expected the identity')
  if (normalizer.removeExtraWhitespaces || !normalizer.escapeWhitespaces || trainer.treatWhitespaceAsSuffix)
    refuse(
      'treats white space in another way than LLaMA: expected it kept, and escaped at the front of words',
    )

  return {
    size: table.size,
    pieces: table.normal,
    special: {
      unknown: table.special('<unk>', PIECE_TYPE.unknown),
      bos: table.special('<s>', PIECE_TYPE.control),
      eos: table.special('</s>', PIECE_TYPE.control),
    },
    ...(trainer.byteFallback ? { bytes: table.bytes() } : {}),
  }
}

/** The tag before a field whose value carries its own length. */
function lengthDelimited(field: number): number {
  return (field << 3) | 2
}

/** Pieces in the order of their ids. Like the original, it keeps those that text can contain apart from the rest. */
class PieceTable {
  size = 0
  readonly normal = new Map<string, Piece>()
  readonly #reserved = new Map<string, { id: number; type: number }>()
  readonly #refuse: (problem: string) => never

  constructor(refuse: (problem: string) => never) {
    this.#refuse = refuse
  }

  add({ piece, score, type }: PieceMessage): void {
    const id = this.size++
    const isNormal = type === PIECE_TYPE.normal
    if (piece === '') this.#refuse(`piece ${id} is empty`)
    if (!Number.isFinite(score)) this.#refuse(`piece ${id} has the score ${score}, expected a finite number`)
    if (!isNormal && type !== PIECE_TYPE.unknown && type !== PIECE_TYPE.control && type !== PIECE_TYPE.byte)
      this.#refuse(`piece ${id} is of type ${type}, which no LLaMA model has`)
    if ((isNormal ? this.normal : this.#reserved).has(piece))
      this.#refuse(`piece ${id} is there twice: ${JSON.stringify(piece)}`)
    if (isNormal) this.normal.set(piece, { id, score })
    else this.#reserved.set(piece, { id, type })
  }

  special(piece: string, type: number): number {
    const found = this.#reserved.get(piece)
    if (found?.type !== type) return this.#refuse(`has no special piece ${piece}`)
    return found.id
  }

  bytes(): number[] {
    return Array.from({ length: 256 }, (_, byte) =>
      this.special(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`, PIECE_TYPE.byte),
    )
  }
}
