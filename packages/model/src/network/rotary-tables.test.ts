import '@deqa/vitest'
import { expect, test } from 'vitest'
import { rotaryTables } from './rotary-tables.ts'

test('hand-worked: width 4, θ 10000 turns the pairs by position and position / 100', () => {
  const { cos, sin } = rotaryTables(0, 3, 4, 10_000)
  const angles = [0, 0, 0, 0, 1, 0.01, 1, 0.01, 2, 0.02, 2, 0.02]
  // float32 angles and results
  expect(cos).toBeAllClose(angles.map(Math.cos), { absolute: 1e-7 })
  expect(sin).toBeAllClose(angles.map(Math.sin), { absolute: 1e-7 })
})

test('a table that starts later is the rest of the table that starts at 0', () => {
  const whole = rotaryTables(0, 10, 8, 10_000)
  const rest = rotaryTables(4, 6, 8, 10_000)
  expect(rest.cos).toEqual(whole.cos.subarray(4 * 8))
  expect(rest.sin).toEqual(whole.sin.subarray(4 * 8))
})
