import { expect, test } from 'vitest'
import { scoringMemory } from './scoring-memory.ts'

test('what was measured, to the last digit given there', () => {
  expect(scoringMemory('q8', 8.2e9)).toBe(11.8e9)
  expect(scoringMemory('q4', 5.4e9)).toBe(6.06e9)
  expect(scoringMemory('fp16', 0.4e9)).toBe(1e9)
  expect(scoringMemory('fp32', 0.8e9)).toBe(0.8e9)
})
