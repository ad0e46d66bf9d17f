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

/**
 * One parameter and its moments, all of the same shape. The moments are kept without their factors (1 - β), which
 * are constant and enter with the step: two passes over memory less for each parameter.
 */
export interface Moments<T> {
  readonly parameter: T
  /** n = m / (1 - β₁) */
  readonly first: T
  /** w = v / (1 - β₂) */
  readonly second: T
}

/** What changes with every step, as tensors of shape [1]. */
export interface StepScalars<T> {
  /** Learning rate η. */
  readonly rate: T
  /** η · (1 - β₁) / (1 - β₁^t) / k with k = √((1 - β₂) / (1 - β₂^t)) */
  readonly stepSize: T
  /** ε / k */
  readonly epsilon: T
}

/** The values of `StepScalars` at step t = 1, 2, …. */
export function stepScalars(
  step: number,
  learningRate: number,
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamWOptions,
): Record<keyof StepScalars<unknown>, number> {
  const k = Math.sqrt((1 - beta2) / (1 - beta2 ** step))
  return {
    rate: learningRate,
    stepSize: (learningRate * (1 - beta1)) / (1 - beta1 ** step) / k,
    epsilon: epsilon / k,
  }
}

/**
 * One AdamW step of one parameter.
 *
 *   m ← β₁ m + (1 - β₁) g        v ← β₂ v + (1 - β₂) g²
 *   θ ← θ (1 - η λ) - η · m̂ / (√v̂ + ε)
 *
 * computed as n ← β₁ n + g, w ← β₂ w + g² and n / (√w + ε/k) times the step size: the same numbers, fewer passes.
 *
 * Source: Loshchilov and Hutter, arXiv:1711.05101, Algorithm 2.
 *
 * @param rateScale - factor of the learning rate for this parameter.
 */
export function adamWStep<T>(
  ops: Ops<T>,
  { parameter, first, second }: Moments<T>,
  gradient: T,
  { rate, stepSize, epsilon }: StepScalars<T>,
  options: AdamWOptions,
  { rateScale = 1, decay = true } = {},
): Moments<T> {
  const { beta1 = 0.9, beta2 = 0.999, weightDecay = 0 } = options
  const scalar = (value: number) => ops.constant([value], [1])
  const scaled = (x: T, factor: number) => (factor === 1 ? x : ops.multiply(x, scalar(factor)))

  const newFirst = ops.add(ops.multiply(first, scalar(beta1)), gradient)
  const newSecond = ops.add(ops.multiply(second, scalar(beta2)), ops.multiply(gradient, gradient))
  const direction = ops.divide(newFirst, ops.add(ops.sqrt(newSecond), epsilon))
  const change = ops.multiply(direction, scaled(stepSize, rateScale))
  const kept =
    weightDecay === 0 || !decay
      ? parameter
      : ops.multiply(parameter, ops.subtract(scalar(1), scaled(rate, rateScale * weightDecay)))
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
