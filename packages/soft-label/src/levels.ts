/** The five levels in our order: ascending, as in the paper. Index i stands for the value i + 1. */
export const LEVEL_NAMES = ['bad', 'poor', 'fair', 'good', 'excellent'] as const

/** One of the five level words. */
export type LevelName = (typeof LEVEL_NAMES)[number]
