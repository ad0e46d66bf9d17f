import type { Samples } from './rgb-image.ts'

/** Sends every sample through a curve from [0, 1] to [0, 1]; what leaves that range is cut off. */
export function applyToneCurve(data: Uint8Array, curve: (value: number) => number): Samples {
  const table = Float32Array.from({ length: 256 }, (_, level) => 255 * clampUnit(curve(level / 255)))
  const curved = new Float32Array(data.length)
  for (let i = 0; i < data.length; i++) curved[i] = table[data[i]!]!
  return curved
}

/** The parabola through (0, 0), (½, ½ + lift) and (1, 1). */
export function liftedCurve(lift: number): (value: number) => number {
  return (value) => value + 4 * lift * value * (1 - value)
}

/** The nearest number in [0, 1]. */
export function clampUnit(value: number): number {
  return Math.min(1, Math.max(0, value))
}
