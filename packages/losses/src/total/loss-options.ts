import type { Deviation } from '../rank/preference.ts'

/** Which losses a training run adds up, and by what weights. */
export interface LossOptions {
  /** Whether the level is learned from a soft label (KL) or as a word like the others (cross-entropy). */
  readonly label: 'soft' | 'one-hot'
  /** Whether scores are read from a softmax over the levels alone or over the vocabulary. */
  readonly readOut: 'closed-set' | 'open-set'
  /** How pairs are compared. */
  readonly rank: 'fidelity' | 'binary-fidelity' | 'binary-cross-entropy'
  /** The deviations in the fidelity loss; the binary forms always have fixed ones. */
  readonly deviation: Deviation
  /** Weight of the comparison of pairs. */
  readonly weightRank: number
  /** γ: weight of cross-entropy and KL together, summed over both images of a pair. */
  readonly weightNextToken: number
  /** Weight of KL beside cross-entropy. */
  readonly weightSoftLabel: number
  /** Weight of the in-level loss. */
  readonly weightInLevel: number
}

/** The defaults follow the paper. {@link LOSS_DEFAULT_SOURCES} says where each stands. */
export const LOSS_DEFAULTS: LossOptions = {
  label: 'soft',
  readOut: 'closed-set',
  rank: 'fidelity',
  deviation: 'predicted',
  weightRank: 1,
  weightNextToken: 0.05,
  weightSoftLabel: 1,
  weightInLevel: 0,
}

/** The recipe of the released checkpoints: the paper's, but for the deviations in the fidelity loss. */
export const RELEASED_LOSS_OPTIONS: LossOptions = { ...LOSS_DEFAULTS, deviation: 'fixed' }

/** One sentence for each default, for printing beside it. */
export const LOSS_DEFAULT_SOURCES: Readonly<Record<keyof LossOptions, string>> = {
  label: 'Table 6: soft labels (#3) beat one-hot labels (#0) on KonIQ 0.954 / 0.943 to 0.945 / 0.938.',
  readOut:
    'Section 4.2: closed-set softmax on the five levels; Table A2: the levels hold 0.9996 to 0.9998 anyway.',
  rank: 'Table 6: soft label with fidelity loss (#4) beats soft label alone (#3); binary only suits one-hot labels (#2).',
  deviation: 'Eq. 7: predicted deviations. The released recipe has fixed ones (use_fix_std true).',
  weightRank: 'Eq. 9: the fidelity loss has weight 1.',
  weightNextToken: 'Section 5.1: γ = 0.05, which brings the terms of Eq. 9 to about one scale.',
  weightSoftLabel: 'Eq. 9: cross-entropy and KL are added with equal weight.',
  weightInLevel: 'Not in the paper, and off (null) in the released recipe.',
}
