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
 */
export function readUpstreamLossConfig(config: UpstreamLossConfig): LossOptions {
  const binary = config.binary_rating_loss === 'bce' ? 'binary-cross-entropy' : 'binary-fidelity'
  const trained = config.detach_pred_std === true ? 'detached' : 'predicted'
  return {
    label: either(config.softkl_loss, 'soft', 'one-hot', LOSS_DEFAULTS.label),
    readOut: either(config.closeset_rating_loss, 'closed-set', 'open-set', LOSS_DEFAULTS.readOut),
    rank: either(config.continuous_rating_loss, 'fidelity', binary, LOSS_DEFAULTS.rank),
    deviation: either(config.use_fix_std, 'fixed', trained, trained),
    weightRank: config.weight_rank ?? LOSS_DEFAULTS.weightRank,
    weightNextToken: config.weight_next_token ?? LOSS_DEFAULTS.weightNextToken,
    weightSoftLabel: config.weight_softkl ?? LOSS_DEFAULTS.weightSoftLabel,
    weightInLevel: config.weight_in_level ?? LOSS_DEFAULTS.weightInLevel,
  }
}

function either<W>(flag: boolean | undefined, yes: W, no: W, absent: W): W {
  if (flag === undefined) return absent
  return flag ? yes : no
}
