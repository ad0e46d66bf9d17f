import type { RatingsFlags } from '../ratings/ratings-flags.ts'

export const methodChoices = ['gaussian', 'moment-matched', 'one-hot', 'interpolation'] as const
export const densityChoices = ['mass', 'density'] as const
export const variantChoices = ['paper', 'upstream'] as const
export const formatChoices = ['csv', 'jsonl', 'deqa-meta'] as const

export type LabelMethod = (typeof methodChoices)[number]
export type LabelFormatName = (typeof formatChoices)[number]

export interface LabelFlags extends RatingsFlags {
  readonly method: LabelMethod
  readonly density?: (typeof densityChoices)[number]
  readonly variant?: (typeof variantChoices)[number]
  readonly levels: number
  readonly format?: LabelFormatName
  readonly out?: string
  readonly resume?: true
}
