import type { CompositeOps, Ops } from '../ops.ts'
import { countElements } from '../shapes.ts'
import { sumToShape, type Tape, type Tracked } from './tape.ts'

type FusedOps<T> = Pick<CompositeOps<T>, 'linear' | 'layerNorm' | 'rmsNorm' | 'quickGelu' | 'silu' | 'rotary'>

/**
 * Gradient rules of operations that are cheaper as a whole than as the sum of their parts: fewer passes over
 * memory, and the runtime's fused kernel for the way forward.
 */
export function fusedRules<T>(ops: Ops<T>, tape: Tape<T>): FusedOps<Tracked<T>> {
  const scalar = (value: number) => ops.constant([value], [1])

  /** x · σ(factor · x), whose slope is s + factor · y · (1 - s). */
  const gated = (x: Tracked<T>, factor: number): Tracked<T> => {
    const gate = ops.sigmoid(factor === 1 ? x.value : ops.multiply(x.value, scalar(factor)))
    const y = ops.multiply(x.value, gate)
    const rule = (gradient: T) => {
      const rest = ops.multiply(y, ops.subtract(scalar(1), gate))
      const slope = ops.add(gate, factor === 1 ? rest : ops.multiply(rest, scalar(factor)))
      return ops.multiply(gradient, slope)
    }
    return tape.record(y, x.shape, [{ input: x, rule }])
  }

  /** Gradient of x̂ = (x - mean) · r or x · r, given that of x̂; both norms share it but for one term. */
  const throughNorm = (gradient: T, normed: T, scale: T, centred: boolean): T => {
    const along = ops.multiply(normed, ops.mean(ops.multiply(gradient, normed)))
    const rest = ops.subtract(centred ? ops.subtract(gradient, ops.mean(gradient)) : gradient, along)
    return ops.multiply(rest, scale)
  }

  return {
    // As one product of two matrices, whatever the rank of x.
    linear(x, weight, bias) {
      const [out, input] = weight.shape as [number, number]
      const rows = countElements(x.shape) / input
      const flat = ops.reshape(x.value, [rows, input])
      const shape = [...x.shape.slice(0, -1), out]
      const flatten = (gradient: T) => ops.reshape(gradient, [rows, out])
      return tape.record(ops.reshape(ops.linear(flat, weight.value, bias?.value), shape), shape, [
        {
          input: x,
          rule: (gradient) => ops.reshape(ops.linearTransposed(flatten(gradient), weight.value), x.shape),
        },
        { input: weight, rule: (gradient) => ops.matMul(flatten(gradient), flat, { transposeA: true }) },
        ...(bias
          ? [
              {
                input: bias,
                rule: (gradient: T) => sumToShape(ops, flatten(gradient), [rows, out], bias.shape),
              },
            ]
          : []),
      ])
    },
    layerNorm(x, weight, bias, eps) {
      const shape = x.shape
      const { normed, inverseStd } = ops.standardize(x.value, eps)
      return tape.record(ops.add(ops.multiply(normed, weight.value), bias.value), shape, [
        {
          input: x,
          rule: (gradient) => throughNorm(ops.multiply(gradient, weight.value), normed, inverseStd, true),
        },
        {
          input: weight,
          rule: (gradient) => sumToShape(ops, ops.multiply(gradient, normed), shape, weight.shape),
        },
        { input: bias, rule: (gradient) => sumToShape(ops, gradient, shape, bias.shape) },
      ])
    },
    rmsNorm(x, weight, eps) {
      const shape = x.shape
      const square = ops.mean(ops.multiply(x.value, x.value))
      const scale = ops.reciprocalSqrt(ops.add(square, scalar(eps)))
      const normed = ops.multiply(x.value, scale)
      return tape.record(ops.multiply(normed, weight.value), shape, [
        {
          input: x,
          rule: (gradient) => throughNorm(ops.multiply(gradient, weight.value), normed, scale, false),
        },
        {
          input: weight,
          rule: (gradient) => sumToShape(ops, ops.multiply(gradient, normed), shape, weight.shape),
        },
      ])
    },
    quickGelu: (x) => gated(x, 1.702),
    silu: (x) => gated(x, 1),
    // The tables are constants; turning back is the transpose of turning: (u₁, u₂) → (u₂, -u₁).
    rotary(x, cos, sin, headWidth) {
      const half = headWidth / 2
      const rule = (gradient: T) => {
        const turned = ops.multiply(gradient, sin.value)
        const first = ops.slice(turned, 3, 0, half)
        const second = ops.slice(turned, 3, half, headWidth)
        const back = ops.concat([second, ops.multiply(first, scalar(-1))], 3)
        return ops.add(ops.multiply(gradient, cos.value), back)
      }
      return tape.record(ops.rotary(x.value, cos.value, sin.value, headWidth), x.shape, [{ input: x, rule }])
    },
  }
}
