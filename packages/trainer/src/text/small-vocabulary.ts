import { PROMPTS, TRAINING_QUESTIONS, trainPrompt } from '@deqa/model/training'
import { LEVEL_NAMES, UNCERTAINTY_WORDS } from '@deqa/soft-label'
import { WordVocabulary, wordsOf } from './word-vocabulary.ts'

export interface SmallVocabularyOptions {
  /** Questions beyond the original's ten. */
  readonly questions?: readonly string[]
  /** Level words beyond bad … excellent. */
  readonly levelWords?: readonly string[]
}

/** How many ids come before those of words: `<unk>`, `<s>`, `</s>`. */
const FIRST_WORD = 3

/**
 * A vocabulary of our own for networks that are trained from scratch: each word of the training texts and of the
 * inference prompts is one token, with or without a space before it. It needs no file, and a network with it has some
 * eighty rows of embeddings in place of 32,000.
 *
 * The ids depend on nothing but the options: the fixed words come first, words that only the options have after them.
 */
export function smallVocabulary(options: SmallVocabularyOptions = {}): WordVocabulary {
  const { questions = [], levelWords = [] } = options
  const texts = [
    ...TRAINING_QUESTIONS.map((question) => trainPrompt(question, LEVEL_NAMES.join(' '))),
    ...Object.values(PROMPTS),
    `with ${UNCERTAINTY_WORDS.join(' ')} uncertainty`,
    ...questions,
    ...levelWords,
  ]
  const ids = new Map<string, readonly number[]>()
  // A space alone says nothing that the place of the words does not.
  const nothing: readonly number[] = []
  for (const text of texts) {
    for (const part of text.split(/<\|image\|>|<\/s>/)) {
      for (const word of wordsOf(part)) {
        const key = keyOf(word)
        if (key !== '' && !ids.has(key)) ids.set(key, [FIRST_WORD + ids.size])
      }
    }
  }
  return new WordVocabulary(
    'the small vocabulary',
    FIRST_WORD + ids.size,
    (word) => (keyOf(word) === '' ? nothing : ids.get(keyOf(word))),
    'Make the vocabulary from all questions and level words that the training uses.',
  )
}

/** A word without the space before it; the line break stays. */
function keyOf(word: string): string {
  return word.replaceAll(' ', '')
}
