import { stat } from 'node:fs/promises'
import { setImmediate as turn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { Batches } from './batches.ts'

/** All batches; a reader in a hurry is so for each of them. */
async function collect<T>(
  items: Iterable<T> | AsyncIterable<T>,
  size: number,
  { inHurry = false } = {},
): Promise<T[][]> {
  // These sources are never silent; a busy machine may be slow.
  const batches = new Batches(items, size, 10_000)
  const all: T[][] = []
  for (;;) {
    const next = batches.next()
    if (inHurry) batches.hurry()
    const batch = await next
    if (!batch) return all
    all.push(batch)
  }
}

/** A source that gives what it is told to, when it is told to. */
function handFed<T>() {
  const given: T[] = []
  let wake: () => void = () => undefined
  async function* source() {
    for (;;) {
      while (given.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      yield given.shift()!
    }
  }
  const give = (...items: T[]) => {
    given.push(...items)
    wake()
  }
  return { source: source(), give }
}

describe.each([false, true])('whether or not its reader hurries (%s)', (inHurry) => {
  test('cuts into equal parts, the last one shorter', async () => {
    expect(await collect([1, 2, 3, 4, 5], 2, { inHurry })).toEqual([[1, 2], [3, 4], [5]])
    expect(await collect([1, 2], 2, { inHurry })).toEqual([[1, 2]])
    expect(await collect(new Set<number>(), 2, { inHurry })).toEqual([])
  })

  test.each<[string, () => Promise<unknown>]>([
    ['without a wait', async () => undefined],
    ['with a turn of the event loop', () => turn()],
    ['with a look at a file', () => stat(fileURLToPath(import.meta.url))],
  ])('an async source that gives %s fills its batches', async (_, wait) => {
    async function* source() {
      for (let i = 1; i <= 5; i++) {
        await wait()
        yield i
      }
    }
    expect(await collect(source(), 3, { inHurry })).toEqual([
      [1, 2, 3],
      [4, 5],
    ])
  })

  test('what came before an error is given first', async () => {
    function* broken() {
      yield* [1, 2, 3]
      throw new Error('the list ended badly')
    }
    const batches = new Batches(broken(), 2)
    const next = () => {
      const batch = batches.next()
      if (inHurry) batches.hurry()
      return batch
    }
    expect(await next()).toEqual([1, 2])
    expect(await next()).toEqual([3])
    await expect(next()).rejects.toThrow('the list ended badly')
  })
})

describe('a source that keeps its reader waiting', () => {
  test('is waited for until the reader hurries', async () => {
    const { source, give } = handFed<number>()
    const batches = new Batches(source, 3)
    give(1, 2)
    let isThere = false
    const first = batches.next().finally(() => (isThere = true))
    // Twice what a hurried reader would wait.
    await new Promise((resolve) => setTimeout(resolve, 40))
    expect(isThere).toBe(false)
    batches.hurry()
    expect(await first).toEqual([1, 2])
    // What it was asked for meanwhile begins the next batch, of which nobody has said that it hurries.
    const second = batches.next()
    give(3, 4, 5, 6)
    expect(await second).toEqual([3, 4, 5])
  })

  test('never gives an empty batch', async () => {
    const { source, give } = handFed<number>()
    const batches = new Batches(source, 3)
    const first = batches.next()
    batches.hurry()
    await new Promise((resolve) => setTimeout(resolve, 40))
    give(1)
    expect(await first).toEqual([1])
  })
})

test('closes its source when the reader stops early', async () => {
  let closed = false
  async function* source() {
    try {
      for (let i = 0; ; i++) yield i
    } finally {
      closed = true
    }
  }
  const batches = new Batches(source(), 3)
  expect(await batches.next()).toEqual([0, 1, 2])
  await batches.return()
  expect(closed).toBe(true)
  expect(await batches.next()).toBeUndefined()
})
