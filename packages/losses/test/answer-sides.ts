import fc from 'fast-check'
import type { AnswerLayout, AnswerSide, LossOps } from '../src/index.ts'
import { anyLabel, logitsOf, moderateLogit } from './arbitraries.ts'
import type { Num } from './number-ops.ts'

/** A vocabulary of nine and answers of three tokens, the level in the middle. */
export const layout: AnswerLayout = {
  answerTokens: 3,
  levelPosition: 1,
  vocabularySize: 9,
  levelIds: [8, 2, 3, 0, 5],
}

/** One answered image in numbers: logits [A][V], targets and weights [A], label [K]. */
export interface Answer {
  readonly logits: readonly (readonly number[])[]
  readonly targets: readonly number[]
  readonly weights: readonly number[]
  readonly label: readonly number[]
}

export const anyAnswer: fc.Arbitrary<Answer> = fc
  .record({
    logits: fc.array(logitsOf(layout.vocabularySize, moderateLogit), { minLength: 3, maxLength: 3 }),
    level: fc.constantFrom(...layout.levelIds),
    others: fc.tuple(fc.nat(8), fc.nat(8)),
    weights: fc.tuple(fc.constantFrom(0, 1), fc.constant(1), fc.constant(1)),
    label: anyLabel(5),
  })
  .map(({ logits, level, others, weights, label }) => ({
    logits,
    targets: [others[0], level, others[1]],
    weights,
    label,
  }))

/** The answers as one side of a loss. */
export function sideOf(ops: LossOps<Num>, answers: readonly Answer[]): AnswerSide<Num> {
  const batch = answers.length
  const { answerTokens, vocabularySize, levelIds } = layout
  const flat = (of: (answer: Answer) => readonly number[]) => answers.flatMap(of)
  return {
    layout,
    logits: ops.constant(
      flat((answer) => answer.logits.flat()),
      [batch, answerTokens, vocabularySize],
    ),
    targets: ops.constant(
      flat((answer) => answer.targets),
      [batch, answerTokens],
    ),
    weights: ops.constant(
      flat((answer) => answer.weights),
      [batch, answerTokens],
    ),
    softLabels: ops.constant(
      flat((answer) => answer.label),
      [batch, levelIds.length],
    ),
  }
}
