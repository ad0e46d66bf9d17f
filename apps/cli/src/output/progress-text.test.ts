import { expect, test } from 'vitest'
import { formatSeconds, progressText } from './progress-text.ts'

test('before the first image there is no speed', () => {
  expect(progressText({ done: 0, total: 8, failed: 0, elapsedMs: 0 })).toBe('0/8 images')
})

test('shows speed, time left and failures', () => {
  expect(progressText({ done: 10, total: 40, failed: 1, elapsedMs: 2000 })).toBe(
    '10/40 images  5.00 images/s  ETA 0:06  1 failed',
  )
  expect(progressText({ done: 500, total: 1000, failed: 0, elapsedMs: 4000 })).toBe(
    '500/1000 images  125 images/s  ETA 0:04',
  )
})

test('at the end no time is left', () => {
  expect(progressText({ done: 8, total: 8, failed: 0, elapsedMs: 500 })).toBe('8/8 images  16.0 images/s')
})

test.each([
  [0, '0:00'],
  [6.2, '0:07'],
  [59.5, '1:00'],
  [750, '12:30'],
  [11_100, '3:05:00'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text)
})
