import { expect, test } from 'vitest'
import type { Blocks } from './blocks.ts'
import { requireSameLosses } from './require-same-losses.ts'

const losses = (...values: number[]): Blocks => ({
  warmUp: { milliseconds: [1], losses: values.slice(0, 1) },
  measured: [{ milliseconds: values.slice(1).map(() => 1), losses: values.slice(1) }],
})

test('gives the largest relative difference', () => {
  expect(requireSameLosses(losses(2, 1, 0.5), losses(2, 1, 0.5002))).toBeCloseTo(0.0002 / 0.5002, 15)
})

test('a step that differs is named, NaN too', () => {
  expect(() => requireSameLosses(losses(2, 1.002), losses(2, 1))).toThrow(
    "the losses differ at step 1: ours 1.002, PyTorch's 1; expected 0.001 relative at most",
  )
  expect(() => requireSameLosses(losses(Number.NaN, 1), losses(2, 1))).toThrow('at step 0: ours NaN')
})

test('losses that stand still prove nothing, nor do missing ones', () => {
  expect(() => requireSameLosses(losses(2, 2), losses(2, 2))).toThrow('expected the loss to move')
  expect(() => requireSameLosses(losses(2), losses(2, 1))).toThrow('expected as many steps on both sides')
})
