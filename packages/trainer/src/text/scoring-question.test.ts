import { PROMPTS, TRAINING_QUESTIONS } from '@deqa/model/training'
import { expect, test } from 'vitest'
import { scoringQuestion } from './scoring-question.ts'

test('is the one that the original’s scorer asks, wherever it stands', () => {
  const question = TRAINING_QUESTIONS[scoringQuestion({ questions: TRAINING_QUESTIONS })]!
  expect(PROMPTS.scorer).toContain(question)
  expect(PROMPTS.eval).toContain(question)
  expect(scoringQuestion({ questions: ['Quality?', question] })).toBe(1)
})

test('is the first where that one is not asked', () => {
  expect(scoringQuestion({ questions: ['Quality?', 'How good is it?'] })).toBe(0)
})
