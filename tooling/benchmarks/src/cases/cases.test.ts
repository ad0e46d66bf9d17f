import { describe, expect, test } from 'vitest'
import { vitTiny } from './vit-tiny.ts'
import { wholeNetwork } from './whole-network.ts'

/** Compared as bytes: millions of numbers take an equality matcher half a minute. */
const bytes = ({ buffer }: Float32Array | Int32Array) => Buffer.from(buffer as ArrayBuffer)

describe.each([
  ['vit-tiny', vitTiny],
  ['whole-network', wholeNetwork],
])('%s', (_, make) => {
  const { program, values, batch } = make()

  test('has a value for everything that goes in', () => {
    const count = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1)
    for (const { name, shape } of program.parameters)
      expect(values.get(name), name).toHaveLength(count(shape))
    for (const { name, shape } of program.inputs) expect(batch[name], name).toHaveLength(count(shape))
  })

  test('is the same at every call', () => {
    const again = make()
    for (const [name, value] of values)
      expect(bytes(again.values.get(name)!).equals(bytes(value)), name).toBe(true)
    for (const [name, value] of Object.entries(batch)) {
      expect(bytes(again.batch[name]!).equals(bytes(value)), name).toBe(true)
    }
  })
})

test('every soft label of the pairs is a distribution', () => {
  const labels = wholeNetwork().batch['soft labels'] as Float32Array
  for (let at = 0; at < labels.length; at += 5) {
    expect(labels.subarray(at, at + 5).reduce((sum, p) => sum + p)).toBeCloseTo(1, 6) // float32
  }
})
