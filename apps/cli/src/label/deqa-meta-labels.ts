import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { type DeqaMetaItem, formatDeqaMetaItem } from '@deqa/datasets'
import { levelOf } from '@deqa/soft-label'
import type { LabelFormat, LabelledRow } from './labelled-row.ts'

/**
 * The original system's training file: one JSON list, excellent first, with the question and answer of its
 * conversations.
 *
 * @param questions - one is chosen for each image by a hash of its name: the original draws at random, and a choice
 *   by position would go along with datasets that list strengths of distortion in turn.
 */
export function deqaMetaLabels(questions: readonly string[]): LabelFormat {
  let separator = ''
  return {
    head: '[\n',
    rows(rows) {
      let text = ''
      for (const row of rows) {
        text += separator + JSON.stringify(formatDeqaMetaItem(toItem(row, questions)), null, 4)
        separator = ',\n'
      }
      return text
    },
    tail: '\n]\n',
  }
}

function toItem({ row, image, rating, label }: LabelledRow, questions: readonly string[]): DeqaMetaItem {
  return {
    id: `${posix.basename(image)}->${row.mos}`,
    image,
    gtScore: row.mos,
    gtScoreNorm: rating.score,
    ...(label.masses && { levelProbsOrg: label.masses }),
    levelProbs: label.probabilities,
    ...(row.std !== undefined && { std: row.std }),
    ...(rating.std !== undefined && { stdNorm: rating.std }),
    conversations: [
      { from: 'human', value: `${questionFor(image, questions)}\n<|image|>` },
      { from: 'gpt', value: `The quality of the image is ${levelOf(rating.score)}.` },
    ],
  }
}

function questionFor(image: string, questions: readonly string[]): string {
  const hash = createHash('sha256').update(image).digest().readUInt32LE()
  return questions[hash % questions.length]!
}
