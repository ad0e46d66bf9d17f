/** How elements of a stored type become float32. */
export interface ElementType {
  readonly bytes: number
  /**
   * Widens the elements that fill `stored` (aligned to its start) into `out`. Absent for types that are not
   * weights: integers would need a scale that no tensor file carries.
   */
  readonly widen?: (stored: ArrayBuffer, out: Float32Array) => void
}

/** Element types by their safetensors name; PyTorch's storages are mapped onto them. */
export const elementTypes: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ['F64', { bytes: 8, widen: (stored, out) => out.set(new Float64Array(stored, 0, out.length)) }],
  ['F32', { bytes: 4, widen: (stored, out) => out.set(new Float32Array(stored, 0, out.length)) }],
  ['F16', { bytes: 2, widen: widenHalf }],
  ['BF16', { bytes: 2, widen: widenBrainFloat }],
  ['I64', { bytes: 8 }],
  ['U64', { bytes: 8 }],
  ['I32', { bytes: 4 }],
  ['U32', { bytes: 4 }],
  ['I16', { bytes: 2 }],
  ['U16', { bytes: 2 }],
  ['I8', { bytes: 1 }],
  ['U8', { bytes: 1 }],
  ['BOOL', { bytes: 1 }],
  ['F8_E4M3', { bytes: 1 }],
  ['F8_E5M2', { bytes: 1 }],
])

/** Whether weights of this type can be read. F64 is rounded to the nearest float32, the others are exact. */
export function isReadableType(dtype: string): boolean {
  return elementTypes.get(dtype)?.widen !== undefined
}

// A bfloat16 is the upper half of a float32.
function widenBrainFloat(stored: ArrayBuffer, out: Float32Array): void {
  const halves = new Uint16Array(stored, 0, out.length)
  const bits = new Uint32Array(out.buffer, out.byteOffset, out.length)
  for (let i = 0; i < bits.length; i++) bits[i] = halves[i]! << 16
}

let halfTable: Float32Array | undefined

function widenHalf(stored: ArrayBuffer, out: Float32Array): void {
  halfTable ??= Float32Array.from({ length: 1 << 16 }, (_, bits) => halfToNumber(bits))
  const halves = new Uint16Array(stored, 0, out.length)
  for (let i = 0; i < out.length; i++) out[i] = halfTable[halves[i]!]!
}

function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return sign * (1024 + fraction) * 2 ** (exponent - 25)
}
