import { Root } from 'protobufjs/light.js'

/** Fields say whether they are there: an explicit `false` must win over a default of `true`. */
const edition = 'proto2'

/** The part of the SentencePiece file format that decides ids (sentencepiece_model.proto), with its defaults. */
const root = Root.fromJSON({
  nested: {
    SentencePiece: {
      edition,
      fields: {
        piece: { type: 'string', id: 1 },
        score: { type: 'float', id: 2 },
        type: { type: 'int32', id: 3, options: { default: 1 } },
      },
    },
    TrainerSpec: {
      edition,
      fields: {
        modelType: { type: 'int32', id: 3, options: { default: 1 } },
        treatWhitespaceAsSuffix: { type: 'bool', id: 24 },
        byteFallback: { type: 'bool', id: 35 },
      },
    },
    NormalizerSpec: {
      edition,
      fields: {
        precompiledCharsmap: { type: 'bytes', id: 2 },
        removeExtraWhitespaces: { type: 'bool', id: 4, options: { default: true } },
        escapeWhitespaces: { type: 'bool', id: 5, options: { default: true } },
      },
    },
  },
})

export const pieceType = root.lookupType('SentencePiece')
export const trainerSpecType = root.lookupType('TrainerSpec')
export const normalizerSpecType = root.lookupType('NormalizerSpec')

/** Fields of the outermost message: pieces in the order of their ids, then how they were trained. */
export const MODEL_FIELD = { piece: 1, trainerSpec: 2, normalizerSpec: 3 } as const

/** Kinds of piece, by their number in the format. */
export const PIECE_TYPE = { normal: 1, unknown: 2, control: 3, byte: 6 } as const

/** The only segmentation that LLaMA models use, by its number in the format. */
export const BYTE_PAIR_ENCODING = 2
