import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { describeWithShared, sharedPath } from '@deqa/vitest'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  BYTE_PIECES,
  encodeSentencePieceModel,
  SPECIAL_PIECES,
  wordPieces,
} from '../../test/sentence-piece-fixture.ts'
import { Tokenizer } from './tokenizer.ts'
import { TokenizerInvalidError } from './tokenizer-invalid-error.ts'

const FIRST_BYTE = SPECIAL_PIECES.length
const FIRST_WORD = FIRST_BYTE + BYTE_PIECES.length
const words = wordPieces(['▁good', 'ok', '▁▁'])
const tokenizer = Tokenizer.fromBytes(
  encodeSentencePieceModel([...SPECIAL_PIECES, ...BYTE_PIECES, ...words], {
    trainer: { byteFallback: true },
  }),
)
/** Ids of word pieces of the small model, by name. */
const ids = (...pieces: string[]) =>
  pieces.map((piece) => FIRST_WORD + words.findIndex((word) => word.piece === piece))

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.nat(0xffff), { maxLength: 40 }).map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom('good', 'ok', ' ', '▁', '<s>', '</s>', '<unk>', '<|image|>', '🙂', '\ud83d', 'x'))
    .map((parts) => parts.join('')),
)

describe('Tokenizer, on a small model', () => {
  test('a word gets a space in front and is one token', () => {
    expect(tokenizer.encode('good')).toEqual([1, ...ids('▁good')])
  })

  test('a space of the text comes on top of the one in front', () => {
    expect(tokenizer.encode(' ')).toEqual([1, ...ids('▁▁')])
    expect(tokenizer.encode('ok ok')).toEqual([1, ...ids('▁', 'ok', '▁', 'ok')])
    expect(tokenizer.encode(' ok')).toEqual([1, ...ids('▁▁', 'ok')])
  })

  test('the visible space is a space', () => {
    expect(tokenizer.encode('ok▁good')).toEqual(tokenizer.encode('ok good'))
  })

  test('nothing is only <s>', () => {
    expect(tokenizer.encode('')).toEqual([1])
  })

  test('special tokens in the text are themselves, with no space in front of what follows', () => {
    expect(tokenizer.encode('<s>ok</s> ok')).toEqual([1, 1, ...ids('ok'), 2, ...ids('▁', 'ok')])
    expect(tokenizer.encode('good<unk>')).toEqual([1, ...ids('▁good'), 0])
    expect(tokenizer.encode(' <s>')).toEqual([1, ...ids('▁▁'), 1])
    expect(tokenizer.encode('</s></s>')).toEqual([1, 2, 2])
  })

  test('a character without a piece is spelled in its UTF-8 bytes', () => {
    const bytes = [0xf0, 0x9f, 0x99, 0x82].map((byte) => FIRST_BYTE + byte)
    expect(tokenizer.encode('🙂')).toEqual([1, ...ids('▁'), ...bytes])
  })

  test('text that looks like a byte piece is text', () => {
    expect(tokenizer.encode('<0x0A>')).toEqual([
      1,
      ...ids('▁'),
      ...[...'<0x0A>'].map((c) => FIRST_BYTE + c.charCodeAt(0)),
    ])
  })

  test('a lone surrogate counts as the replacement character', () => {
    expect(tokenizer.encode('ok\ud83d')).toEqual(tokenizer.encode('ok\ufffd'))
  })

  test('without byte fallback a run of unknown characters is one <unk>', () => {
    const plain = Tokenizer.fromBytes(encodeSentencePieceModel([...SPECIAL_PIECES, ...wordPieces(['▁ok'])]))
    const [mark, ok] = [plain.encode('🙂')[1], plain.encode('ok')[1]]
    expect(plain.encode('🙂🙂x')).toEqual([1, mark, 0])
    expect(plain.encode('ok🙂 ok🙂')).toEqual([1, ok, 0, ok, 0])
  })

  test('any text encodes, to ids of the vocabulary that spell it', () => {
    const spelling = [
      ...SPECIAL_PIECES.map(({ piece }) => Buffer.from(piece)),
      ...BYTE_PIECES.map((_, byte) => Buffer.of(byte)),
      ...words.map(({ piece }) => Buffer.from(piece)),
    ]
    fc.assert(
      fc.property(anyText, (text) => {
        const [first, ...rest] = tokenizer.encode(text)
        expect(first).toBe(1)
        const spelled = Buffer.concat(rest.map((id) => spelling[id]!)).toString()
        const shown = text.replace(/\p{Cs}/gu, '\ufffd').replaceAll(' ', '▁')
        const expected = text === '' || /^(<unk>|<s>|<\/s>)/.test(text) ? shown : `▁${shown}`
        expect(spelled).toBe(expected)
      }),
      { numRuns: 2000 },
    )
  })

  test('a megabyte of text completes', () => {
    // 200,000 words; and one word of a million letters, in which every merge meets every other.
    expect(tokenizer.encode('good '.repeat(200_000))).toHaveLength(1 + 200_000 + 1)
    expect(tokenizer.encode('ok'.repeat(500_000))).toHaveLength(1 + 1 + 500_000)
  }, 60_000)
})

describe('Tokenizer.encodePrompt, on a small model', () => {
  const good = ids('▁good')[0]!

  test('parts around images each get a space of their own; <s> stands once', () => {
    expect(tokenizer.encodePrompt('good<|image|>good<|image|>good')).toEqual([
      1,
      good,
      -200,
      good,
      -200,
      good,
    ])
    expect(tokenizer.encodePrompt('good<|image|><|image|>')).toEqual([1, good, -200, -200])
  })

  test('when the image comes first, every part keeps its <s> behind the image, as in the original', () => {
    expect(tokenizer.encodePrompt('<|image|>good')).toEqual([-200, 1, good])
    expect(tokenizer.encodePrompt('<|image|>good<|image|>good')).toEqual([-200, 1, good, -200, 1, good])
    expect(tokenizer.encodePrompt('<|image|>')).toEqual([-200])
  })

  test('without an image it is plain encoding, and nothing is nothing', () => {
    expect(tokenizer.encodePrompt('good ok')).toEqual(tokenizer.encode('good ok'))
    expect(tokenizer.encodePrompt('')).toEqual([])
  })

  test('has one -200 for each image, whatever lies between', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 5 }), (parts) => {
        const text = parts.join('<|image|>')
        const images = tokenizer.encodePrompt(text).filter((id) => id === -200)
        expect(images).toHaveLength(text.split('<|image|>').length - 1)
      }),
    )
  })
})

describe('Tokenizer.fromFile', () => {
  test('says which file it could not read', async () => {
    const missing = `${tmpdir()}/there-is-no-such-folder/tokenizer.model`
    await expect(Tokenizer.fromFile(missing)).rejects.toThrow(TokenizerInvalidError)
    await expect(Tokenizer.fromFile(missing)).rejects.toMatchObject({
      code: 'TOKENIZER_INVALID',
      file: missing,
    })
    await expect(Tokenizer.fromFile(tmpdir())).rejects.toThrow('cannot be read')
  })
})

describeWithShared('Tokenizer, against the recorded ids', () => {
  interface Recorded {
    text: string
    ids: number[]
  }
  const recorded = (): { strings: Recorded[]; image_strings: Recorded[] } =>
    JSON.parse(readFileSync(sharedPath('golden/vectors/tokens.json'), 'utf8'))
  const published = () => Tokenizer.fromFile(sharedPath('golden/preprocessor/tokenizer.model'))

  test('every string', async () => {
    const llama = await published()
    const { strings } = recorded()
    expect(strings.length).toBeGreaterThan(0)
    for (const { text, ids } of strings) expect(llama.encode(text), JSON.stringify(text)).toEqual(ids)
  })

  test('every string with images', async () => {
    const llama = await published()
    const { image_strings } = recorded()
    expect(image_strings.length).toBeGreaterThan(0)
    for (const { text, ids } of image_strings)
      expect(llama.encodePrompt(text), JSON.stringify(text)).toEqual(ids)
  })

  test('a prompt that starts with the image', async () => {
    expect((await published()).encodePrompt('<|image|>\nHi')).toEqual([-200, 1, 29871, 13, 18567])
  })

  test('every text stays within the 32,000 ids', async () => {
    const llama = await published()
    fc.assert(
      fc.property(anyText, (text) => {
        expect(llama.encode(text).every((id) => id >= 0 && id < llama.size)).toBe(true)
      }),
    )
  })
})
