import { expect, test } from 'vitest'
import { inBatches } from './in-batches.ts'

async function collect<T>(batches: AsyncIterable<T[]>): Promise<T[][]> {
  const all: T[][] = []
  for await (const batch of batches) all.push(batch)
  return all
}

test('cuts into equal parts, the last one shorter', async () => {
  expect(await collect(inBatches([1, 2, 3, 4, 5], 2))).toEqual([[1, 2], [3, 4], [5]])
  expect(await collect(inBatches([1, 2], 2))).toEqual([[1, 2]])
  expect(await collect(inBatches([], 2))).toEqual([])
})

test('takes an async source and closes it when the reader stops early', async () => {
  let closed = false
  async function* source() {
    try {
      for (let i = 0; ; i++) yield i
    } finally {
      closed = true
    }
  }
  for await (const batch of inBatches(source(), 3)) {
    expect(batch).toEqual([0, 1, 2])
    break
  }
  expect(closed).toBe(true)
})
