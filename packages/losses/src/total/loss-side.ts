/** Where the level token stands in an answer of A tokens, and in the vocabulary. Fixed for a training run. */
export interface AnswerLayout {
  /** A: the tokens of the answer that are learned, 9 for “The quality of the image is good.” and its end. */
  readonly answerTokens: number
  /** Position of the level token among them: 6 there. */
  readonly levelPosition: number
  /** V */
  readonly vocabularySize: number
  /** K ids, ascending by the level they stand for (bad first). */
  readonly levelIds: readonly number[]
}

/** B images, answered by a language model. */
export interface AnswerSide<T> {
  readonly layout: AnswerLayout
  /** [B, A, V]: for each answer token the logits that predict it. */
  readonly logits: T
  /** [B, A] of indices in [0, V): the answers. */
  readonly targets: T
  /** [B, A]: 1, or 0 for a token that is ignored. The level token keeps its 1; the loss leaves it out by itself. */
  readonly weights: T
  /** [B, K], ascending. Not read with one-hot labels. */
  readonly softLabels?: T
}

/** B images, judged by a network whose head has the K levels and nothing else. */
export interface LevelSide<T> {
  /** K */
  readonly levelCount: number
  /** [B, K], ascending. */
  readonly levelLogits: T
  /** [B, K], ascending; one-hot rows for the one-hot baseline. */
  readonly softLabels: T
}

export type LossSide<T> = AnswerSide<T> | LevelSide<T>
