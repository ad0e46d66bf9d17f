import type { Ops, PrimitiveOps } from './ops.ts'

/**
 * Completes an interpreter: every composite operation as its decomposition into primitive ones. An
 * interpreter whose runtime has a fused kernel spreads its own version over the result.
 */
export function withCompositeOps<T>(ops: PrimitiveOps<T>): Ops<T> {
  const scalar = (value: number) => ops.constant([value], [1])
  const standardize: Ops<T>['standardize'] = (x, eps) => {
    const centred = ops.subtract(x, ops.mean(x))
    const variance = ops.mean(ops.multiply(centred, centred))
    const inverseStd = ops.reciprocalSqrt(ops.add(variance, scalar(eps)))
    return { normed: ops.multiply(centred, inverseStd), inverseStd }
  }
  return {
    ...ops,
    linear(x, weight, bias) {
      const product = ops.matMul(x, weight, { transposeB: true })
      return bias === undefined ? product : ops.add(product, bias)
    },
    linearTransposed: (x, weight) => ops.matMul(x, weight),
    standardize,
    layerNorm: (x, weight, bias, eps) => ops.add(ops.multiply(standardize(x, eps).normed, weight), bias),
    rmsNorm(x, weight, eps) {
      const scale = ops.reciprocalSqrt(ops.add(ops.mean(ops.multiply(x, x)), scalar(eps)))
      return ops.multiply(ops.multiply(x, scale), weight)
    },
    quickGelu(x) {
      return ops.multiply(x, ops.sigmoid(ops.multiply(x, scalar(1.702))))
    },
    silu(x) {
      return ops.multiply(x, ops.sigmoid(x))
    },
    attention(q, k, v, headWidth, mask) {
      // The scale goes on the queries, which are fewer than the scores.
      const scores = ops.matMul(ops.multiply(q, scalar(headWidth ** -0.5)), k, { transposeB: true })
      return ops.matMul(ops.softmax(mask === undefined ? scores : ops.add(scores, mask)), v)
    },
    rotary(x, cos, sin, headWidth) {
      const half = headWidth / 2
      const first = ops.slice(x, 3, 0, half)
      const second = ops.slice(x, 3, half, headWidth)
      const turned = ops.concat([ops.multiply(second, scalar(-1)), first], 3)
      return ops.add(ops.multiply(x, cos), ops.multiply(turned, sin))
    },
  }
}
