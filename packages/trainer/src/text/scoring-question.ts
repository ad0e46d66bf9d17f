import type { TrainingText } from './training-text.ts'

/** What the original's scorer asks (`PROMPTS.scorer`): one of its ten questions. */
const SCORER_QUESTION = 'How would you rate the quality of this image?'

/**
 * Index of the question under which a network is scored on the text that it is trained on: the one that the original's
 * scorer asks, or the first where that one is not among them.
 */
export function scoringQuestion({ questions }: Pick<TrainingText, 'questions'>): number {
  return Math.max(0, questions.indexOf(SCORER_QUESTION))
}
