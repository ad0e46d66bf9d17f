/** Cosines and sines of the rotary positions, each of shape [positions, headWidth]. */
export interface RotaryTables {
  readonly cos: Float32Array
  readonly sin: Float32Array
}

/**
 * Tables for positions `first` … `first + count - 1`: the angle of dimension i and i + H/2 is
 * position · θ^(-2i/H). Frequencies and angles are rounded to float32 before cos and sin, as in the
 * LLaMA code upstream builds on.
 */
export function rotaryTables(first: number, count: number, headWidth: number, theta: number): RotaryTables {
  const half = headWidth / 2
  const cos = new Float32Array(count * headWidth)
  const sin = new Float32Array(count * headWidth)
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < half; i++) {
      const frequency = Math.fround(1 / theta ** ((2 * i) / headWidth))
      const angle = Math.fround((first + row) * frequency)
      const at = row * headWidth + i
      cos[at] = cos[at + half] = Math.cos(angle)
      sin[at] = sin[at + half] = Math.sin(angle)
    }
  }
  return { cos, sin }
}
