import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blendWithStart } from './blend-with-start.ts'

const of = (...values: number[]) => Float32Array.from(values)

describe('blendWithStart', () => {
  test('lies between the two, at the share of the way', () => {
    const blend = blendWithStart(new Map([['w', of(1, -2)]]), new Map([['w', of(3, 6)]]), 0.25)
    // 1 + 0.25 · 2 and −2 + 0.25 · 8; all of them exact in float32.
    expect([...blend]).toEqual([['w', of(1.5, 0)]])
  })

  test('is the start at 0 and what was learned at 1, bit for bit', () => {
    const values = fc.float32Array({ minLength: 3, maxLength: 3, noNaN: true, noDefaultInfinity: true })
    fc.assert(
      fc.property(values, values, (start, learned) => {
        const at = (share: number) =>
          blendWithStart(new Map([['w', start]]), new Map([['w', learned]]), share).get('w')!
        // Adding 0 makes −0 of one of them 0, which is equal.
        expect(at(0).every((value, i) => value === start[i])).toBe(true)
        expect(at(1).every((value, i) => value === learned[i])).toBe(true)
      }),
    )
  })

  test('of adapters, what is added to the weight is scaled by the share', () => {
    const [down, up] = ['m.lora_A.weight', 'm.lora_B.weight']
    const start = new Map([
      [down, of(5, 7)],
      [up, of(0)],
    ])
    const learned = new Map([
      [down, of(1, 2)],
      [up, of(4)],
    ])
    expect([...blendWithStart(start, learned, 0.5)]).toEqual([
      [down, of(1, 2)],
      [up, of(2)],
    ])
  })

  test('needs a start for all that was learned', () => {
    expect(() => blendWithStart(new Map(), new Map([['w', of(1)]]), 0.5)).toThrow('a start for w')
  })
})
