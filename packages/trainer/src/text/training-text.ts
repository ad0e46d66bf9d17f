import { IMAGE_TOKEN_ID, type PromptIds, TRAINING_QUESTIONS, trainPrompt } from '@deqa/model/training'
import { LEVEL_NAMES, UNCERTAINTY_WORDS } from '@deqa/soft-label'
import type { TextLayout } from '../program/deqa-program.ts'
import { scoringQuestion } from './scoring-question.ts'
import { TextInvalidError, type Vocabulary } from './vocabulary.ts'

export interface TrainingTextOptions {
  /** What is asked. @default the original's ten questions */
  readonly questions?: readonly string[]
  /** Words of the K levels, the worst first; each must be a single token. @default bad … excellent */
  readonly levelWords?: readonly string[]
  /** Whether the text begins with the original's two system sentences. @default true */
  readonly system?: boolean
  /**
   * Whether the answer also names the uncertainty: “… is good with low uncertainty.” (Table 6, model 1).
   * @default false
   */
  readonly uncertainty?: boolean
}

/** What one training text says: indices into questions, level words and uncertainty words. */
export interface TextChoice {
  readonly question: number
  readonly level: number
  /** Needed where the answer names the uncertainty. */
  readonly uncertainty?: number
}

/** A training text as the program reads it. */
export interface EncodedAnswer {
  /** [T]: ids after the image, padded at the end. */
  readonly text: readonly number[]
  /** [A]: for each answer token the position in `text` whose output predicts it. */
  readonly rows: readonly number[]
  /** [A]: ids of the answer. */
  readonly targets: readonly number[]
  /** [A]: 1, or 0 past the end of an answer that is shorter than others. */
  readonly weights: readonly number[]
}

/** The texts of a training run: their fixed layout, and each one's ids. */
export interface TrainingText {
  readonly layout: TextLayout
  readonly vocabularySize: number
  readonly questions: readonly string[]
  /** The worst first. */
  readonly levelWords: readonly string[]
  readonly uncertainty: boolean
  /** The ids of each text: by question, then level, then uncertainty. */
  readonly texts: readonly TextIds[]
}

/** The ids of a text, where its answer begins, and where its level stands. */
export interface TextIds {
  /** Before the image. */
  readonly prefix: readonly number[]
  /** After it. */
  readonly suffix: readonly number[]
  /** Index of the first answer token in `suffix`. */
  readonly answer: number
  /** Index of the level token in `suffix`. */
  readonly level: number
}

/** No text contains it. */
const LEVEL_MARK = '\u0000'
const ANSWER_MARK = 'ASSISTANT:'

/**
 * Writes the original's training texts by a vocabulary and finds the layout that fits all of them: the same ids before
 * the image, T positions after it, A answer tokens with the level at one place.
 *
 * Source: upstream's template `v1` (see `trainPrompt`); labels are the tokens after `ASSISTANT:`, the end token among
 * them.
 *
 * @throws {TextInvalidError} if a level's word is not a single token of its own, or the vocabulary lacks a word.
 * @throws {RangeError} if there is no question, or there are fewer than two levels.
 */
export function trainingText(vocabulary: Vocabulary, options: TrainingTextOptions = {}): TrainingText {
  const {
    questions = TRAINING_QUESTIONS,
    levelWords = LEVEL_NAMES,
    system = true,
    uncertainty = false,
  } = options
  if (questions.length === 0) throw new RangeError('trainingText: expected at least one question, got none')
  if (levelWords.length < 2) {
    throw new RangeError(`trainingText: expected at least 2 level words, got ${levelWords.length}`)
  }
  const uncertainties = uncertainty ? UNCERTAINTY_WORDS : [undefined]
  const texts = questions.flatMap((question) =>
    levelWords.flatMap((level) =>
      uncertainties.map((word) => readText(vocabulary, { question, level, uncertainty: word, system })),
    ),
  )
  const [first] = texts as [TextIds]
  const levelIds = levelWords.map((_, k) => levelIdOf(texts[k * uncertainties.length]!))
  const twice = levelWords.find((_, k) => levelIds.indexOf(levelIds[k]!) !== k)
  if (twice !== undefined) {
    throw new TextInvalidError(vocabulary.file, `the level word "${twice}" has the token of another level`)
  }
  return {
    layout: {
      prefix: first.prefix,
      textLength: Math.max(...texts.map(({ suffix }) => suffix.length)),
      answerTokens: Math.max(...texts.map(({ suffix, answer }) => suffix.length - answer)),
      levelPosition: first.level - first.answer,
      levelIds,
    },
    vocabularySize: vocabulary.size,
    questions,
    levelWords,
    uncertainty,
    texts,
  }
}

/**
 * One training text as numbers.
 *
 * @throws {RangeError} if the choice is none of the text's questions, levels or uncertainties.
 */
export function encodeAnswer(text: TrainingText, choice: TextChoice): EncodedAnswer {
  const { suffix, answer } = textOf('encodeAnswer', text, choice)
  const { textLength, answerTokens } = text.layout
  const length = suffix.length - answer
  const padded = (values: readonly number[], size: number, value: number) => [
    ...values,
    ...new Array<number>(size - values.length).fill(value),
  ]
  return {
    text: padded(suffix, textLength, PAD_ID),
    rows: padded(
      Array.from({ length }, (_, i) => answer - 1 + i),
      answerTokens,
      answer - 1,
    ),
    targets: padded(suffix.slice(answer), answerTokens, PAD_ID),
    weights: padded(new Array<number>(length).fill(1), answerTokens, 0),
  }
}

/** The original pads with `<unk>`; nothing that counts looks at it. */
const PAD_ID = 0

/**
 * The ids of the trained text up to the level: the prompt under which a network trained from scratch is to be scored.
 *
 * @param question - index of the question. @default that of `scoringQuestion`
 */
export function scoringPrompt(text: TrainingText, question = scoringQuestion(text)): PromptIds {
  const { prefix, suffix, level } = textOf('scoringPrompt', text, { question, level: 0, uncertainty: 0 })
  return { prefix, suffix: suffix.slice(0, level) }
}

function textOf(caller: string, text: TrainingText, choice: TextChoice): TextIds {
  const { question, level, uncertainty } = choice
  const count = text.uncertainty ? UNCERTAINTY_WORDS.length : 1
  const word = text.uncertainty ? (uncertainty ?? -1) : 0
  const inside = (index: number, length: number) => Number.isInteger(index) && index >= 0 && index < length
  if (
    !inside(question, text.questions.length) ||
    !inside(level, text.levelWords.length) ||
    !inside(word, count)
  ) {
    throw new RangeError(
      `${caller}: expected a question below ${text.questions.length}, a level below ${text.levelWords.length}` +
        `${text.uncertainty ? ` and an uncertainty below ${count}` : ''}, got ${JSON.stringify(choice)}`,
    )
  }
  return text.texts[(question * text.levelWords.length + level) * count + word]!
}

interface TextWords {
  readonly question: string
  readonly level: string
  readonly uncertainty: string | undefined
  readonly system: boolean
}

function readText(vocabulary: Vocabulary, words: TextWords): TextIds {
  const template = trainPrompt(words.question, LEVEL_MARK)
  const whole = words.system ? template : template.slice(template.indexOf('USER:'))
  const beforeLevel = whole.slice(0, whole.indexOf(` ${LEVEL_MARK}`))
  const beforeAnswer = beforeLevel.slice(0, beforeLevel.lastIndexOf(ANSWER_MARK) + ANSWER_MARK.length)
  const answer = words.uncertainty ? `${words.level} with ${words.uncertainty} uncertainty` : words.level

  const ids = vocabulary.encodePrompt(whole.replace(LEVEL_MARK, answer))
  const image = ids.indexOf(IMAGE_TOKEN_ID)
  // A part of a text has the first ids of the whole, unless a token reaches across its end.
  const lengthOf = (part: string) => {
    const partIds = vocabulary.encodePrompt(part)
    if (partIds.every((id, i) => id === ids[i])) return partIds.length - image - 1
    throw new TextInvalidError(
      vocabulary.file,
      `joins the end of ${JSON.stringify(part.slice(-30))} with what follows it`,
    )
  }
  const level = lengthOf(beforeLevel)
  const levelTokens = lengthOf(`${beforeLevel} ${words.level}`) - level
  if (levelTokens !== 1 || ids[image + 1 + level] === vocabulary.unknownId) {
    throw new TextInvalidError(
      vocabulary.file,
      levelTokens === 1
        ? `has no token for the level word "${words.level}"`
        : `the level word "${words.level}" is ${levelTokens} tokens, expected one: a level is read from a single logit`,
      'Choose other level words: levels.words.',
    )
  }
  return {
    prefix: ids.slice(0, image),
    suffix: ids.slice(image + 1),
    answer: lengthOf(beforeAnswer),
    level,
  }
}

function levelIdOf({ suffix, level }: TextIds): number {
  return suffix[level]!
}
