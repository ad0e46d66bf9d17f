import { expect, test } from 'vitest'
import { largestAvifSide } from './avif-side.ts'

const box = (width: number, height: number) => {
  const bytes = Buffer.alloc(20)
  bytes.writeUInt32BE(20, 0)
  bytes.write('ispe', 4)
  bytes.writeUInt32BE(width, 12)
  bytes.writeUInt32BE(height, 16)
  return bytes
}

test('the largest of all boxes', () => {
  expect(largestAvifSide(Buffer.concat([Buffer.alloc(9), box(640, 480), box(7, 4_000_000_000)]))).toBe(4e9)
})

test('none, or one cut short, is 0', () => {
  expect(largestAvifSide(Buffer.from('nothing here'))).toBe(0)
  expect(largestAvifSide(box(640, 480).subarray(0, 19))).toBe(0)
})
