import { expect, test } from 'vitest'
import './all-close.ts'

test('accepts values inside the bound and names the worst outside it', () => {
  expect([1, 2]).toBeAllClose([1, 2.001], { absolute: 0.002 })
  expect(() => expect([1, 2, 3]).toBeAllClose([1, 2.5, 3.1], { absolute: 0.1 })).toThrow('at index 1')
})

test('relative bounds follow the largest expected magnitude', () => {
  expect([100.5, 0.4]).toBeAllClose([100, 0], { relativeToMax: 0.01 })
})

test('a NaN or a wrong length never passes', () => {
  expect(() => expect([Number.NaN]).toBeAllClose([0], { absolute: 1e9 })).toThrow('index 0')
  expect(() => expect([1]).toBeAllClose([1, 2], { absolute: 1e9 })).toThrow('expected 2 numbers, got 1')
})
