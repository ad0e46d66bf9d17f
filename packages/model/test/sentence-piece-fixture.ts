import { Writer } from 'protobufjs/light.js'
import {
  BYTE_PAIR_ENCODING,
  MODEL_FIELD,
  normalizerSpecType,
  PIECE_TYPE,
  pieceType,
  trainerSpecType,
} from '../src/tokenizer/sentence-piece-format.ts'

export interface FixturePiece {
  piece: string
  score?: number
  type?: number
}

export const SPECIAL_PIECES: readonly FixturePiece[] = [
  { piece: '<unk>', type: PIECE_TYPE.unknown },
  { piece: '<s>', type: PIECE_TYPE.control },
  { piece: '</s>', type: PIECE_TYPE.control },
]

export const BYTE_PIECES: readonly FixturePiece[] = Array.from({ length: 256 }, (_, byte) => ({
  piece: `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
  type: PIECE_TYPE.byte,
}))

/** Pieces that build each word letter by letter from its front; earlier words merge first. */
export function wordPieces(words: readonly string[]): FixturePiece[] {
  const pieces = new Set<string>()
  for (const word of words) for (let end = 2; end <= word.length; end++) pieces.add(word.slice(0, end))
  for (const letter of words.join('')) pieces.add(letter)
  return [...pieces].map((piece, rank) => ({ piece, score: -rank }))
}

/** The bytes of a `tokenizer.model` with these pieces; without options, of the kind LLaMA has. */
export function encodeSentencePieceModel(
  pieces: readonly FixturePiece[],
  options: { trainer?: object; normalizer?: object } = {},
): Uint8Array {
  const writer = Writer.create()
  const field = (id: number, value: Uint8Array) => writer.uint32((id << 3) | 2).bytes(value)
  for (const piece of pieces)
    field(MODEL_FIELD.piece, pieceType.encode({ score: 0, type: PIECE_TYPE.normal, ...piece }).finish())
  field(
    MODEL_FIELD.trainerSpec,
    trainerSpecType.encode({ modelType: BYTE_PAIR_ENCODING, ...options.trainer }).finish(),
  )
  field(
    MODEL_FIELD.normalizerSpec,
    normalizerSpecType.encode({ removeExtraWhitespaces: false, ...options.normalizer }).finish(),
  )
  return writer.finish()
}
