import type { MetaValue } from '../dataset.ts'

/** One turn of a training conversation. */
export interface ConversationTurn {
  readonly from: string
  readonly value: string
}

/** One image of a DeQA meta file. Levels ascend here (bad, poor, fair, good, excellent); on disk they descend. */
export interface DeqaMetaItem {
  /** Base name of the image, `->`, and the MOS as text. */
  readonly id: string
  /** Path of the image, relative to the root of the data. */
  readonly image: string
  /** Raw MOS. */
  readonly gtScore: number
  /** MOS on [1, 5]. */
  readonly gtScoreNorm?: number
  /** Level probabilities before post-adjustment, ascending. Densities at the level centres may exceed 1. */
  readonly levelProbsOrg?: readonly number[]
  /** The soft label, ascending. The original's labels need not sum to 1. */
  readonly levelProbs?: readonly number[]
  /** Raw standard deviation. */
  readonly std?: number
  /** Standard deviation on the scale of `gtScoreNorm`. */
  readonly stdNorm?: number
  readonly conversations?: readonly ConversationTurn[]
  readonly taskType?: string
  /** Fields with other names, kept as they are. */
  readonly extra?: Readonly<Record<string, unknown>>
}

/** How an item is written to disk: the keys, in their order, and their names here. */
export const META_KEYS = [
  ['id', 'id'],
  ['image', 'image'],
  ['gt_score', 'gtScore'],
  ['gt_score_norm', 'gtScoreNorm'],
  ['level_probs_org', 'levelProbsOrg'],
  ['level_probs', 'levelProbs'],
  ['std', 'std'],
  ['std_norm', 'stdNorm'],
  ['conversations', 'conversations'],
  ['task_type', 'taskType'],
] as const satisfies readonly (readonly [string, keyof DeqaMetaItem])[]

/** The scalar fields of an item that a dataset row carries along. */
export function metaOf(item: DeqaMetaItem): Record<string, MetaValue> {
  return {
    ...(item.gtScoreNorm !== undefined && { gtScoreNorm: item.gtScoreNorm }),
    ...(item.stdNorm !== undefined && { stdNorm: item.stdNorm }),
    ...(item.taskType !== undefined && { taskType: item.taskType }),
  }
}
