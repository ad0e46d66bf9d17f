import { requireNonNegative } from '../require-number.ts'
import { requireOneOf } from '../require-one-of.ts'
import { LOSS_DEFAULTS, type LossOptions } from './loss-options.ts'

/** The keys of the original's training configuration, which its checkpoints carry in `config.json`. */
export interface UpstreamLossConfig {
  readonly softkl_loss?: boolean
  readonly closeset_rating_loss?: boolean
  readonly continuous_rating_loss?: boolean
  readonly binary_rating_loss?: 'fidelity' | 'bce'
  readonly use_fix_std?: boolean
  readonly detach_pred_std?: boolean
  readonly weight_rank?: number
  readonly weight_next_token?: number
  readonly weight_softkl?: number
  readonly weight_in_level?: number | null
}

const BINARY_RANKS = { fidelity: 'binary-fidelity', bce: 'binary-cross-entropy' } as const

/**
 * The same recipe in our words. A key that is absent keeps our default; so does any key not listed here.
 *
 * | upstream | ours |
 * |---|---|
 * | `softkl_loss` | `label`: 'soft' or 'one-hot' |
 * | `closeset_rating_loss` | `readOut`: 'closed-set' or 'open-set' |
 * | `continuous_rating_loss`, `binary_rating_loss` | `rank`: 'fidelity', or 'binary-fidelity' or 'binary-cross-entropy' |
 * | `use_fix_std`, `detach_pred_std` | `deviation`: 'fixed', else 'detached' or 'predicted' |
 * | `weight_rank`, `weight_next_token`, `weight_softkl` | `weightRank`, `weightNextToken`, `weightSoftLabel` |
 * | `weight_in_level` | `weightInLevel`; null is 0 |
 *
 * Python's None, null here, switches off what is a switch and leaves a weight at its default.
 *
 * @throws {RangeError} if a switch is neither true nor false, `binary_rating_loss` is another word, or a weight is negative
 * or no finite number.
 */
export function readUpstreamLossConfig(config: UpstreamLossConfig): LossOptions {
  const caller = 'readUpstreamLossConfig'
  const either = <W>(key: Switch, yes: W, no: W, absent: W): W => {
    const flag: boolean | null | undefined = config[key]
    if (flag === undefined) return absent
    if (flag !== null && typeof flag !== 'boolean') {
      throw new RangeError(`${caller}: expected ${key} true or false, got ${JSON.stringify(flag)}`)
    }
    return flag ? yes : no
  }
  const weightOf = (key: Weight, absent: number): number => {
    const weight = config[key] ?? absent
    requireNonNegative(caller, key, weight)
    return weight
  }
  const binary = config.binary_rating_loss ?? 'fidelity'
  requireOneOf(caller, 'binary_rating_loss', binary, Object.keys(BINARY_RANKS))
  const trained = either('detach_pred_std', 'detached', 'predicted', 'predicted')
  return {
    label: either('softkl_loss', 'soft', 'one-hot', LOSS_DEFAULTS.label),
    readOut: either('closeset_rating_loss', 'closed-set', 'open-set', LOSS_DEFAULTS.readOut),
    rank: either('continuous_rating_loss', 'fidelity', BINARY_RANKS[binary], LOSS_DEFAULTS.rank),
    deviation: either('use_fix_std', 'fixed', trained, trained),
    weightRank: weightOf('weight_rank', LOSS_DEFAULTS.weightRank),
    weightNextToken: weightOf('weight_next_token', LOSS_DEFAULTS.weightNextToken),
    weightSoftLabel: weightOf('weight_softkl', LOSS_DEFAULTS.weightSoftLabel),
    weightInLevel: weightOf('weight_in_level', LOSS_DEFAULTS.weightInLevel),
  }
}

type Switch =
  | 'softkl_loss'
  | 'closeset_rating_loss'
  | 'continuous_rating_loss'
  | 'use_fix_std'
  | 'detach_pred_std'

type Weight = 'weight_rank' | 'weight_next_token' | 'weight_softkl' | 'weight_in_level'
