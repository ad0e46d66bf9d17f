import { readFileSync } from 'node:fs'
import { describeWithShared, sharedPath } from '@deqa/vitest'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  BYTE_PIECES,
  encodeSentencePieceModel,
  SPECIAL_PIECES,
  wordPieces,
} from '../../test/sentence-piece-fixture.ts'
import { PIECE_TYPE } from './sentence-piece-format.ts'
import { MAX_MODEL_BYTES, parseSentencePieceModel } from './sentence-piece-model.ts'
import { TokenizerInvalidError } from './tokenizer-invalid-error.ts'

const parse = (bytes: Uint8Array) => parseSentencePieceModel(bytes, 'here/tokenizer.model')
const letters = [
  { piece: 'a', score: -1 },
  { piece: 'b', score: -2.5 },
]

describe('parseSentencePieceModel', () => {
  test('ids are places in the file, scores are kept', () => {
    const model = parse(encodeSentencePieceModel([...SPECIAL_PIECES, ...letters]))
    expect(model.size).toBe(5)
    expect(model.special).toEqual({ unknown: 0, bos: 1, eos: 2 })
    expect([...model.pieces]).toEqual([
      ['a', { id: 3, score: -1 }],
      ['b', { id: 4, score: -2.5 }],
    ])
    expect(model.bytes).toBeUndefined()
  })

  test('special pieces are found by name, not by place', () => {
    const model = parse(encodeSentencePieceModel([...letters, ...SPECIAL_PIECES.toReversed()]))
    expect(model.special).toEqual({ unknown: 4, bos: 3, eos: 2 })
  })

  test('bytes come in their own order', () => {
    const model = parse(
      encodeSentencePieceModel([...SPECIAL_PIECES, ...BYTE_PIECES.toReversed()], {
        trainer: { byteFallback: true },
      }),
    )
    expect(model.bytes).toEqual(Array.from({ length: 256 }, (_, byte) => 3 + 255 - byte))
  })

  const ordinary = [...SPECIAL_PIECES, ...letters]
  const refused: [what: string, bytes: Uint8Array, problem: string][] = [
    ['no bytes', new Uint8Array(), 'no pieces'],
    [
      'text',
      new TextEncoder().encode('version https://git-lfs.github.com/spec/v1'),
      'not a SentencePiece model',
    ],
    ['a file of another size class', new Uint8Array(MAX_MODEL_BYTES + 1), `at most ${MAX_MODEL_BYTES}`],
    ['a length beyond the end', Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0x7f), 'cut short'],
    ['many empty pieces', new Uint8Array(2 ** 20).map((_, i) => (i % 2 ? 0 : 0x0a)), 'piece 0 is empty'],
    ['a unigram model', encodeSentencePieceModel(ordinary, { trainer: { modelType: 1 } }), 'model type 1'],
    [
      'a character map',
      encodeSentencePieceModel(ordinary, { normalizer: { precompiledCharsmap: Uint8Array.of(1) } }),
      'character map',
    ],
    [
      'white space that is trimmed',
      encodeSentencePieceModel(ordinary, { normalizer: { removeExtraWhitespaces: true } }),
      'white space',
    ],
    [
      'a piece that is there twice',
      encodeSentencePieceModel([...ordinary, { piece: 'b' }]),
      'piece 5 is there twice: "b"',
    ],
    [
      'a score that is no number',
      encodeSentencePieceModel([...ordinary, { piece: 'c', score: Number.NaN }]),
      'the score NaN',
    ],
    ['a piece of a foreign type', encodeSentencePieceModel([{ piece: 'c', type: 4 }]), 'type 4'],
    ['no special pieces', encodeSentencePieceModel(letters), 'no special piece <unk>'],
    [
      'a special piece that text could contain',
      encodeSentencePieceModel([{ piece: '<unk>', type: PIECE_TYPE.unknown }, { piece: '<s>' }]),
      'no special piece <s>',
    ],
    [
      'bytes that are missing',
      encodeSentencePieceModel([...SPECIAL_PIECES, ...BYTE_PIECES.slice(0, 255)], {
        trainer: { byteFallback: true },
      }),
      '<0xFF>',
    ],
  ]
  test.each(refused)('refuses %s', (_, bytes, problem) => {
    expect(() => parse(bytes)).toThrow(TokenizerInvalidError)
    expect(() => parse(bytes)).toThrow(problem)
    expect(() => parse(bytes)).toThrow('here/tokenizer.model: ')
  })

  test('bytes that were changed, cut or made up give a model or a typed error', () => {
    const whole = encodeSentencePieceModel(
      [...SPECIAL_PIECES, ...BYTE_PIECES, ...wordPieces(['▁good', '▁bad'])],
      {
        trainer: { byteFallback: true },
      },
    )
    const changed = fc
      .tuple(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 }),
        fc.integer({ min: 0, max: whole.length }),
      )
      .map(([changes, length]) => {
        const bytes = whole.slice(0, length)
        for (const [at, value] of changes) if (at < length) bytes[at] = value
        return bytes
      })
    fc.assert(
      fc.property(fc.oneof(changed, fc.uint8Array({ maxLength: 64 })), (bytes) => {
        try {
          expect(parse(bytes).size).toBeGreaterThan(0)
        } catch (error) {
          expect(error).toBeInstanceOf(TokenizerInvalidError)
        }
      }),
      { numRuns: 3000 },
    )
  })
})

describeWithShared('the tokenizer.model of the released checkpoints', () => {
  const read = () => readFileSync(sharedPath('golden/preprocessor/tokenizer.model'))

  test('has LLaMA’s 32,000 pieces', () => {
    const model = parse(read())
    expect(model.size).toBe(32000)
    expect(model.pieces.size).toBe(32000 - 3 - 256)
    expect(model.special).toEqual({ unknown: 0, bos: 1, eos: 2 })
    expect(model.bytes).toEqual(Array.from({ length: 256 }, (_, byte) => 3 + byte))
  })

  test('is refused when it is cut short', () => {
    const bytes = read()
    for (const length of [1, 1000, 250_000, bytes.length - 1])
      expect(() => parse(bytes.subarray(0, length)), `${length} bytes`).toThrow(TokenizerInvalidError)
  })
})
