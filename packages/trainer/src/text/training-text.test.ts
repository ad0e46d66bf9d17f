import { IMAGE_TOKEN_ID, Tokenizer, TRAINING_QUESTIONS, trainPrompt } from '@deqa/model/training'
import { LEVEL_NAMES, UNCERTAINTY_WORDS } from '@deqa/soft-label'
import { describeWithShared, readRecordedTensors, sharedPath } from '@deqa/vitest'
import { describe, expect, test } from 'vitest'
import { publishedVocabulary } from './published-vocabulary.ts'
import { smallVocabulary } from './small-vocabulary.ts'
import { encodeAnswer, scoringPrompt, trainingText } from './training-text.ts'

const NUMBERS = 'one two three four five six seven eight nine ten eleven twelve'.split(' ')

/** “How would you rate the quality of this image?”, good: 62 ids, written out in the original's notes. */
const RECORDED_PREFIX = [
  1, 319, 13563, 1546, 263, 12758, 1404, 322, 385, 23116, 21082, 20255, 29889, 450, 20255, 4076, 8444, 29892,
  13173, 29892, 322, 1248, 568, 6089, 304, 278, 1404, 29915, 29879, 5155, 29889, 3148, 1001, 29901, 29871,
]
const RECORDED_SUFFIX = [
  29871, 13, 5328, 723, 366, 6554, 278, 11029, 310, 445, 1967, 29973, 319, 1799, 9047, 13566, 29901, 450,
  11029, 310, 278, 1967, 338, 1781, 29889, 2,
]

describe('the published vocabulary', () => {
  const text = trainingText(publishedVocabulary())

  test('gives the recorded ids of a training text, its answer and its level', () => {
    const answer = encodeAnswer(text, { question: 3, level: 3 })
    expect(text.layout.prefix).toEqual(RECORDED_PREFIX)
    expect(answer.text.slice(0, RECORDED_SUFFIX.length)).toEqual(RECORDED_SUFFIX)
    expect(answer.text.slice(RECORDED_SUFFIX.length).every((id) => id === 0)).toBe(true)
    expect(answer.targets).toEqual([450, 11029, 310, 278, 1967, 338, 1781, 29889, 2])
    expect(answer.weights).toEqual(new Array(9).fill(1))
    expect(text.layout).toMatchObject({
      answerTokens: 9,
      levelPosition: 6,
      levelIds: [4319, 6460, 6534, 1781, 15129],
    })
  })

  test('predicts each answer token from the position before it', () => {
    for (const question of TRAINING_QUESTIONS.keys()) {
      for (const level of LEVEL_NAMES.keys()) {
        const { text: ids, rows, targets } = encodeAnswer(text, { question, level })
        expect(rows.map((row) => ids[row + 1])).toEqual(targets)
        // The first is predicted by the colon of `ASSISTANT:`.
        expect(ids[rows[0]!]).toBe(29901)
      }
    }
  })

  test('has the twelve numbers of Table A6', () => {
    const { layout } = trainingText(publishedVocabulary(), { levelWords: NUMBERS })
    expect(layout.levelIds.slice(0, 5)).toEqual([697, 1023, 2211, 3023, 5320])
    expect(layout.levelIds).toHaveLength(12)
  })

  test('names the word that it does not know', () => {
    expect(() => trainingText(publishedVocabulary(), { questions: ['Is it sharp?'] })).toThrow(
      /published token ids: has no token for "Is".*\n.*tokenizer.model/,
    )
  })
})

describe('the answer with an uncertainty', () => {
  const text = trainingText(publishedVocabulary(), { uncertainty: true })

  test('keeps the level where it was, and pads the shorter answers', () => {
    expect(text.layout).toMatchObject({ answerTokens: 13, levelPosition: 6 })
    const low = encodeAnswer(text, { question: 0, level: 3, uncertainty: 1 })
    expect(low.targets).toEqual([450, 11029, 310, 278, 1967, 338, 1781, 411, 4482, 25812, 29889, 2, 0])
    expect(low.weights).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0])
    // “moderate” is two tokens.
    const moderate = encodeAnswer(text, {
      question: 0,
      level: 3,
      uncertainty: UNCERTAINTY_WORDS.indexOf('moderate'),
    })
    expect(moderate.targets.slice(8, 10)).toEqual([17768, 403])
    expect(moderate.weights).toEqual(new Array(13).fill(1))
  })

  test('asks for the uncertainty', () => {
    expect(() => encodeAnswer(text, { question: 0, level: 3 })).toThrow(RangeError)
  })
})

describe('the small vocabulary', () => {
  test('has the layout of the published one, word for word', () => {
    const small = trainingText(smallVocabulary())
    const { text, targets } = encodeAnswer(small, { question: 3, level: 3 })
    expect(small.layout).toMatchObject({ answerTokens: 9, levelPosition: 6 })
    expect(targets[6]).toBe(small.layout.levelIds[3])
    expect(new Set(small.layout.levelIds).size).toBe(5)
    // “image” of the question and of the answer is one token, with or without a space before it.
    expect(text[9]).toBe(targets[4])
    expect(small.vocabularySize).toBeLessThan(100)
  })

  test('gives words of the options new ids and leaves those of the others', () => {
    const plain = smallVocabulary()
    const more = smallVocabulary({ questions: ['Is it sharp?'], levelWords: NUMBERS })
    const prompt = trainPrompt(TRAINING_QUESTIONS[0]!, 'fair')
    expect(more.encodePrompt(prompt)).toEqual(plain.encodePrompt(prompt))
    expect(more.size).toBe(plain.size + ['Is', 'it', 'sharp'].length + NUMBERS.length)
    expect(
      trainingText(more, { levelWords: NUMBERS, questions: ['Is it sharp?'] }).layout.levelIds,
    ).toHaveLength(12)
  })

  test('may leave out the system sentences', () => {
    const vocabulary = smallVocabulary()
    const { layout } = trainingText(vocabulary, { system: false })
    // <s> USER :
    expect(layout.prefix).toHaveLength(3)
    expect(layout.textLength).toBe(trainingText(vocabulary).layout.textLength)
  })
})

test('the scoring prompt is the trained text up to the level', () => {
  const text = trainingText(publishedVocabulary())
  const { prefix, suffix } = scoringPrompt(text, 3)
  expect(prefix).toEqual(RECORDED_PREFIX)
  expect(suffix).toEqual(RECORDED_SUFFIX.slice(0, -3))
})

describe('levels are refused', () => {
  test.each([
    ['of several tokens', ['bad', 'not so good'], /the level word "not so good" is 3 tokens/],
    ['that share a token', ['good', 'good'], /"good" has the token of another level/],
  ])('%s', (_, levelWords, message) => {
    expect(() => trainingText(smallVocabulary({ levelWords: ['not', 'so'] }), { levelWords })).toThrow(
      message,
    )
  })

  test('fewer than two', () => {
    expect(() => trainingText(smallVocabulary(), { levelWords: ['good'] })).toThrow(RangeError)
  })
})

describeWithShared('against the original', () => {
  const file = sharedPath('golden/preprocessor/tokenizer.model')

  test('every id of the recorded batches, which of them are labels, and where the level is', async () => {
    const recorded = readRecordedTensors(sharedPath('golden/vectors/losses.safetensors'))
    const text = trainingText(await Tokenizer.fromFile(file))
    const items = {
      A: [
        { question: 0, level: 3 },
        { question: 8, level: 2 },
      ],
      B: [
        { question: 6, level: 1 },
        { question: 4, level: 4 },
      ],
    }
    for (const side of ['A', 'B'] as const) {
      const ids = recorded.get(`batch.${side}.input_ids`)!
      const labels = recorded.get(`batch.${side}.labels`)!
      const length = ids.shape[1]!
      items[side].forEach((choice, i) => {
        const row = Array.from(ids.data.subarray(i * length, (i + 1) * length))
        const label = Array.from(labels.data.subarray(i * length, (i + 1) * length))
        const answer = encodeAnswer(text, choice)
        const whole = [...text.layout.prefix, IMAGE_TOKEN_ID, ...answer.text]
        // Each side of the original is padded to its own longest text, ours to the longest of all.
        expect(whole.slice(0, length)).toEqual(row)
        const at = answer.rows.map((position) => text.layout.prefix.length + 1 + position + 1)
        expect(label.flatMap((value, position) => (value === -100 ? [] : [position]))).toEqual(at)
        expect(at.map((position) => label[position])).toEqual(answer.targets)
        expect(answer.targets[text.layout.levelPosition]).toBe(text.layout.levelIds[choice.level])
      })
    }
  })

  test('the published ids are those of the tokenizer, for every question, level and uncertainty', async () => {
    const tokenizer = await Tokenizer.fromFile(file)
    const published = publishedVocabulary()
    const words = [...LEVEL_NAMES, ...NUMBERS, ...'car bus train plane ship apple dog'.split(' ')]
    for (const question of TRAINING_QUESTIONS) {
      for (const word of words) {
        const prompt = trainPrompt(question, word)
        expect(published.encodePrompt(prompt)).toEqual(tokenizer.encodePrompt(prompt))
      }
      for (const word of UNCERTAINTY_WORDS) {
        const prompt = trainPrompt(question, `good with ${word} uncertainty`)
        expect(published.encodePrompt(prompt)).toEqual(tokenizer.encodePrompt(prompt))
      }
    }
  })

  test('refuses a level word that the tokenizer cuts in two', async () => {
    const tokenizer = await Tokenizer.fromFile(file)
    expect(() => trainingText(tokenizer, { levelWords: ['bad', 'moderate'] })).toThrow(
      /"moderate" is 2 tokens/,
    )
  })
})
