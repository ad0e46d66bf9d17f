import type { Ops } from '../runtime/ops.ts'

/** Settings of AdamW that do not change from step to step. Defaults are PyTorch's, which upstream uses. */
export interface AdamWOptions {
  /** @default 0.9 */
  readonly beta1?: number
  /** @default 0.999 */
  readonly beta2?: number
  /** @default 1e-8 */
  readonly epsilon?: number
  /** Decoupled weight decay. @default 0 */
  readonly weightDecay?: number
  /** Largest global norm of the gradient; absent, gradients are not clipped. */
  readonly maxGradientNorm?: number
}

/** One parameter and its moments, all of the same shape. */
export interface Moments<T> {
  readonly parameter: T
  readonly first: T
  readonly second: T
}

/** What changes with every step, as tensors of shape [1]. */
export interface StepScalars<T> {
  /** Learning rate. */
  readonly rate: T
  /** 1 / (1 - β₁^t) */
  readonly firstCorrection: T
  /** 1 / √(1 - β₂^t) */
  readonly secondCorrection: T
}

/** The values of `StepScalars` at step t = 1, 2, …. */
export function stepScalars(
  step: number,
  learningRate: number,
  { beta1 = 0.9, beta2 = 0.999 }: AdamWOptions,
): Record<keyof StepScalars<unknown>, number> {
  return {
    rate: learningRate,
    firstCorrection: 1 / (1 - beta1 ** step),
    secondCorrection: 1 / Math.sqrt(1 - beta2 ** step),
  }
}

/**
 * One AdamW step of one parameter.
 *
 *   m ← β₁ m + (1 - β₁) g        v ← β₂ v + (1 - β₂) g²
 *   θ ← θ (1 - η λ) - η · m̂ / (√v̂ + ε)
 *
 * Source: Loshchilov and Hutter, arXiv:1711.05101, Algorithm 2, in PyTorch's order of operations.
 *
 * @param rateScale - factor of the learning rate for this parameter.
 */
export function adamWStep<T>(
  ops: Ops<T>,
  { parameter, first, second }: Moments<T>,
  gradient: T,
  { rate, firstCorrection, secondCorrection }: StepScalars<T>,
  options: AdamWOptions,
  { rateScale = 1, decay = true } = {},
): Moments<T> {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options
  const scalar = (value: number) => ops.constant([value], [1])
  const ownRate = rateScale === 1 ? rate : ops.multiply(rate, scalar(rateScale))

  // m + (1 - β₁)(g - m) and v + (1 - β₂)(g² - v): one pass less than two products each.
  const newFirst = ops.add(first, ops.multiply(ops.subtract(gradient, first), scalar(1 - beta1)))
  const square = ops.multiply(gradient, gradient)
  const newSecond = ops.add(second, ops.multiply(ops.subtract(square, second), scalar(1 - beta2)))
  const denominator = ops.add(ops.multiply(ops.sqrt(newSecond), secondCorrection), scalar(epsilon))
  const change = ops.divide(ops.multiply(newFirst, ops.multiply(ownRate, firstCorrection)), denominator)
  const kept =
    weightDecay === 0 || !decay
      ? parameter
      : ops.multiply(parameter, ops.subtract(scalar(1), ops.multiply(ownRate, scalar(weightDecay))))
  return { parameter: ops.subtract(kept, change), first: newFirst, second: newSecond }
}

/** The global norm of gradients: √ΣΣg². Shape [1]. */
export function globalNorm<T>(ops: Ops<T>, gradients: readonly { value: T; rank: number }[]): T {
  const squares = gradients.map(({ value, rank }) => {
    const axes = Array.from({ length: rank }, (_, axis) => axis)
    return ops.reshape(ops.sum(ops.multiply(value, value), axes), [1])
  })
  return ops.sqrt(squares.reduce((sum, square) => ops.add(sum, square)))
}

/** min(1, max / (norm + 1e-6)), PyTorch's factor for clipping by the global norm. Shape [1]. */
export function clipFactor<T>(ops: Ops<T>, norm: T, maxNorm: number): T {
  const scalar = (value: number) => ops.constant([value], [1])
  const ratio = ops.divide(scalar(maxNorm), ops.add(norm, scalar(1e-6)))
  return ops.multiply(ops.atLeast(ops.multiply(ratio, scalar(-1)), -1), scalar(-1))
}
