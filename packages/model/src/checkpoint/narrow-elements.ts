/** Element types that tensors are written in, by their safetensors name. */
export type WrittenType = 'F32' | 'F16' | 'BF16'

/**
 * The bytes of float32 values in another element type, rounded to the nearest value, ties to even, as PyTorch does.
 * What float16 cannot hold becomes infinite; NaN stays NaN.
 */
export function narrowElements(values: Float32Array, dtype: WrittenType): Uint8Array {
  if (dtype === 'F32') return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length)
  const narrow = dtype === 'BF16' ? brainFloatBits : halfBits
  const out = new Uint16Array(values.length)
  for (let i = 0; i < bits.length; i++) out[i] = narrow(bits[i]!)
  return new Uint8Array(out.buffer)
}

function brainFloatBits(bits: number): number {
  if ((bits & 0x7fffffff) > 0x7f800000) return (bits >>> 16) | 0x40
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16
}

function halfBits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000
  const magnitude = bits & 0x7fffffff
  if (magnitude > 0x7f800000) return sign | 0x7e00
  // 65520, halfway between the largest half and the next power of two.
  if (magnitude >= 0x477ff000) return sign | 0x7c00
  if (magnitude >= 0x38800000) return sign | roundShift(magnitude - 0x38000000, 13)
  // Subnormal: the fraction with its hidden bit, in units of 2^-24.
  const shift = 126 - (magnitude >>> 23)
  return shift > 24 ? sign : sign | roundShift((magnitude & 0x7fffff) | 0x800000, shift)
}

/** value / 2^shift, rounded to the nearest whole number, ties to even. */
function roundShift(value: number, shift: number): number {
  const whole = value >>> shift
  const rest = value & ((1 << shift) - 1)
  const half = 1 << (shift - 1)
  return rest > half || (rest === half && whole & 1) ? whole + 1 : whole
}
