import { deepStrictEqual } from 'node:assert/strict'
import { bench, describe } from 'vitest'
import { elementTypes } from './element-types.ts'

/** One MLP matrix of the released decoder would be 45 million elements; a quarter keeps a run short. */
const COUNT = 11_272_192
const stored = Uint16Array.from({ length: COUNT }, (_, i) => (i * 40503) & 0x3fff)
const out = new Float32Array(COUNT)

/** The rival: one element at a time through a DataView, as a reader without tables would. */
function widenByView(toBits: (half: number) => number): Float32Array {
  const view = new DataView(stored.buffer)
  const bits = new DataView(out.buffer)
  for (let i = 0; i < COUNT; i++) bits.setUint32(4 * i, toBits(view.getUint16(2 * i, true)), true)
  return out
}

/** Half to float32 bits without a table; normal numbers and zero only, which is all that the data hold. */
function halfBits(half: number): number {
  const magnitude = half & 0x7fff
  if (magnitude < 0x400) return new Uint32Array(Float32Array.of(magnitude * 2 ** -24).buffer)[0]!
  return ((half & 0x8000) << 16) | ((magnitude << 13) + (112 << 23))
}

for (const [dtype, toBits] of [
  ['BF16', (half: number) => half << 16],
  ['F16', halfBits],
] as const) {
  const { widen } = elementTypes.get(dtype)!
  widen!(stored.buffer, out)
  deepStrictEqual(out.slice(0, 20_000), widenByView(toBits).slice(0, 20_000))
  describe(`widen 11 million ${dtype} elements`, () => {
    bench('typed arrays', () => widen!(stored.buffer, out))
    bench('DataView', () => void widenByView(toBits))
  })
}
