import type { ProgramParameter } from '@deqa/model/training'
import { uniformFloat32 } from 'pure-rand/distribution/uniformFloat32'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Numbers evenly spread over [low, high), the same for the same seed. */
export function uniformValues(seed: number, count: number, low: number, high: number): Float32Array {
  const generator = xoroshiro128plus(seed)
  return Float32Array.from({ length: count }, () => low + (high - low) * uniformFloat32(generator))
}

/**
 * Values to start from: matrices with variance 1 / inputs; gains near 1 and biases near 0, but not at them, so that
 * an implementation that forgets one has another loss.
 */
export function initialValues(parameters: readonly ProgramParameter[]): Map<string, Float32Array> {
  const draw = ({ name, shape }: ProgramParameter, seed: number) => {
    const count = shape.reduce((product, length) => product * length, 1)
    if (name.endsWith('bias')) return uniformValues(seed, count, -0.05, 0.05)
    if (shape.length === 1) return uniformValues(seed, count, 0.9, 1.1)
    const half = Math.sqrt(3 / shape.at(-1)!)
    return uniformValues(seed, count, -half, half)
  }
  return new Map(parameters.map((parameter, index) => [parameter.name, draw(parameter, index)]))
}
