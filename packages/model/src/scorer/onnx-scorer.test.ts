import '@deqa/vitest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RawImage } from '../image/types.ts'
import { DEFAULT_MODEL } from '../model-folder/locate-model.ts'
import { loadScorer } from './load-scorer.ts'
import { isScoreFailure, type Score, type Scorer } from './types.ts'

/** A picture that differs with its number in size and content. */
function picture(number: number): RawImage {
  const width = 60 + 7 * number
  const height = 90 - 5 * number
  const data = new Uint8Array(3 * width * height)
  for (let i = 0; i < data.length; i++) data[i] = (i * (number + 3) + (i >> (number % 7))) & 255
  return { width, height, channels: 3, data }
}

const pictures = Array.from({ length: 8 }, (_, number) => picture(number))
const missing = '/there/is/no/such/picture.jpg'

let scorer: Scorer
beforeAll(async () => {
  scorer = await loadScorer(DEFAULT_MODEL)
})
afterAll(() => scorer.dispose())

const scoresOf = (results: readonly unknown[]) => results.map((result) => (result as Score).score)

describe('score', () => {
  test('one image gives one score', async () => {
    const result = await scorer.score(pictures[0]!)
    expect(result).toMatchObject({
      width: 60,
      height: 90,
      model: 'deqa-mini',
      revision: scorer.model.revision,
    })
    expect(result.score).toBeGreaterThan(1)
    expect(result.score).toBeLessThan(5)
    // Five float64 terms.
    expect(Object.values(result.levels).reduce((a, b) => a + b)).toBeCloseTo(1, 14)
  })

  test('one bad image throws, a bad one among good ones is an error in its place', async () => {
    await expect(scorer.score(missing)).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' })
    const results = await scorer.score([pictures[0]!, missing, pictures[1]!])
    expect(results.map(isScoreFailure)).toEqual([false, true, false])
    expect(results[1]).toMatchObject({ error: { code: 'IMAGE_NOT_FOUND' } })
    // The same bound as for any batch: the failure must not have moved its neighbours.
    expect(scoresOf([results[0], results[2]])).toBeAllClose(
      scoresOf([await scorer.score(pictures[0]!), await scorer.score(pictures[1]!)]),
      { absolute: 1e-5 },
    )
  })

  test('pixels that do not add up, or a value that is no image, are one bad image', async () => {
    const short = { width: 4, height: 4, channels: 3, data: new Uint8Array(5) } as const
    const results = await scorer.score([pictures[0]!, short, 7 as unknown as RawImage])
    expect(results.map(isScoreFailure)).toEqual([false, true, true])
    expect(results[1]).toMatchObject({ error: { code: 'IMAGE_UNREADABLE' } })
  })

  test('no images give no results; only bad ones never reach the network', async () => {
    expect(await scorer.score([])).toEqual([])
    expect((await scorer.score([missing, missing])).every(isScoreFailure)).toBe(true)
  })

  test('a score does not depend on batch size, order or neighbours', async () => {
    const alone: number[] = []
    for (const image of pictures) alone.push((await scorer.score(image)).score)
    // The promise of the design: float32 kernels may differ in the last bits with the number of rows.
    for (const batchSize of [1, 2, 3, 8]) {
      expect(scoresOf(await scorer.score(pictures, { batchSize }))).toBeAllClose(alone, { absolute: 1e-5 })
    }
    const backwards = scoresOf(await scorer.score(pictures.toReversed()))
    expect(backwards.reverse()).toBeAllClose(alone, { absolute: 1e-5 })
    const copies = scoresOf(await scorer.score(Array.from({ length: 8 }, () => pictures[3]!)))
    expect(copies).toBeAllClose(
      Array.from({ length: 8 }, () => alone[3]!),
      { absolute: 1e-5 },
    )
  })

  test('a batch size that is not a whole number from 1 is refused', async () => {
    await expect(scorer.score(pictures, { batchSize: 0 })).rejects.toThrow('expected batchSize')
    await expect(scorer.score(pictures, { batchSize: 1.5 })).rejects.toThrow(RangeError)
  })
})

describe('stream', () => {
  test('keeps the order, and several streams can run at once', async () => {
    const expected = scoresOf(await scorer.score(pictures))
    const runs = await Promise.all([2, 3, 5].map((batchSize) => scorer.score(pictures, { batchSize })))
    for (const run of runs) expect(scoresOf(run)).toBeAllClose(expected, { absolute: 1e-5 })
  })

  test('reads at most two batches ahead of the reader', async () => {
    let taken = 0
    function* source() {
      for (;;) {
        taken++
        yield pictures[taken % 8]!
      }
    }
    let seen = 0
    for await (const _ of scorer.stream(source(), { batchSize: 2 })) {
      seen++
      await new Promise((resolve) => setTimeout(resolve, 30))
      expect(taken).toBeLessThanOrEqual(seen + 4)
      if (seen === 7) break
    }
  })

  test('stops with the reason of its signal, even while the source keeps it waiting', async () => {
    const controller = new AbortController()
    async function* slow() {
      yield pictures[0]!
      await new Promise(() => {})
    }
    const run = async () => {
      for await (const _ of scorer.stream(slow(), { signal: controller.signal })) {
        controller.abort(new Error('enough'))
      }
    }
    await expect(run()).rejects.toThrow('enough')
    await expect(scorer.score(pictures, { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow(
      'before',
    )
  })

  test('an error of the source reaches the reader, after the scores of what came before', async () => {
    async function* broken() {
      yield* pictures.slice(0, 3)
      throw new Error('the list ended badly')
    }
    const seen: unknown[] = []
    const run = async () => {
      for await (const result of scorer.stream(broken(), { batchSize: 2 })) seen.push(result)
    }
    await expect(run()).rejects.toThrow('the list ended badly')
    expect(scoresOf(seen)).toEqual(
      scoresOf([...(await scorer.score(pictures.slice(0, 2))), ...(await scorer.score([pictures[2]!]))]),
    )
  })

  test('the next image may depend on the last score', async () => {
    let answer: (next: RawImage | undefined) => void = () => undefined
    async function* source() {
      for (let image: RawImage | undefined = pictures[0]!; image; ) {
        yield image
        image = await new Promise<RawImage | undefined>((resolve) => (answer = resolve))
      }
    }
    const seen: unknown[] = []
    for await (const result of scorer.stream(source())) {
      seen.push(result)
      answer(pictures[seen.length < 3 ? seen.length : pictures.length])
    }
    const expected = []
    for (const image of pictures.slice(0, 3)) expected.push(await scorer.score(image))
    expect(seen).toEqual(expected)
  })

  test('a list has the scores of full batches, to the bit', async () => {
    const expected = [
      ...(await scorer.score(pictures.slice(0, 5))),
      ...(await scorer.score(pictures.slice(5))),
    ]
    expect(await scorer.score(pictures, { batchSize: 5 })).toEqual(expected)
    const streamed = []
    for await (const result of scorer.stream(new Set(pictures), { batchSize: 5 })) streamed.push(result)
    expect(streamed).toEqual(expected)
  })
})

test('whoever waits for a score can do something else meanwhile', async () => {
  let turns = 0
  let isWaiting = true
  const turn = () => {
    turns++
    if (isWaiting) setImmediate(turn)
  }
  setImmediate(turn)
  // Pixels need no decoding, so that nothing but the network is waited for.
  await scorer.score(pictures[0]!)
  isWaiting = false
  // A network that computed in this thread would leave it for a handful of turns; milliseconds are room for hundreds.
  expect(turns).toBeGreaterThan(50)
})

describe('dispose', () => {
  test('lets a running batch finish, then refuses', async () => {
    const own = await loadScorer(DEFAULT_MODEL)
    const running = own.score(pictures[0]!)
    // Pixels need no decoding: by then they are with the thread.
    await new Promise((resolve) => setImmediate(resolve))
    await own.dispose()
    expect((await running).score).toBeGreaterThan(1)
    await expect(own.score(pictures[0]!)).rejects.toMatchObject({ code: 'SCORER_DISPOSED' })
    await own.dispose()
  })
})
