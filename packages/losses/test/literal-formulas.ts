import { erf } from '@deqa/soft-label'

/** The original's formulas as they stand, without care for underflow: what ours must equal where these are finite. */

const softmax = (logits: readonly number[]) => {
  const max = Math.max(...logits)
  const powers = logits.map((logit) => Math.exp(logit - max))
  const sum = powers.reduce((a, b) => a + b, 0)
  return powers.map((power) => power / sum)
}

/** Σ t (ln t - ln(softmax)) */
export function literalKl(
  logits: readonly number[],
  ids: readonly number[],
  label: readonly number[],
): number {
  const p = softmax(logits)
  return label.reduce((sum, t, k) => (t > 0 ? sum + t * (Math.log(t) - Math.log(p[ids[k]!]!)) : sum), 0)
}

/** ½ (1 + erf(Δ / √(2 v))) */
export const literalPreference = (difference: number, variance: number) =>
  0.5 * (1 + erf(difference / Math.sqrt(2 * variance)))

export const literalFidelity = (p: number, g: number) =>
  1 - Math.sqrt(p * g + 1e-8) - Math.sqrt((1 - p) * (1 - g) + 1e-8)

export const literalBinaryFidelity = (p: number, aIsBetter: boolean) =>
  aIsBetter ? 1 - Math.sqrt(p) : 1 - Math.sqrt(1 - p)

export const literalBinaryCrossEntropy = (p: number, aIsBetter: boolean) => -Math.log(aIsBetter ? p : 1 - p)
