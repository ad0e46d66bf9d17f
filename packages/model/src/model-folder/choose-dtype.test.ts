import { totalmem } from 'node:os'
import { expect, test } from 'vitest'
import { chooseDtype, machineMemory } from './choose-dtype.ts'

test.each([
  ['the released model on a laptop', 8.2e9, 16e9, 'q4'],
  ['the released model on a large server', 8.2e9, 128e9, 'fp32'],
  ['the shipped model anywhere', 374_208, 1e9, 'fp32'],
  ['exactly half of the memory', 1e9, 8e9, 'fp32'],
  ['a little more than half', 1e9 + 1, 8e9, 'q4'],
] as const)('%s', (_, parameters, memory, dtype) => {
  expect(chooseDtype(parameters, memory)).toBe(dtype)
})

test('no more memory than the machine has', () => {
  expect(machineMemory()).toBeGreaterThan(0)
  expect(machineMemory()).toBeLessThanOrEqual(totalmem())
})
