import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PairSampler, type SampledSet } from './pair-sampler.ts'

const sets = fc.array(
  fc.record({ size: fc.integer({ min: 2, max: 30 }), weight: fc.integer({ min: 1, max: 3 }) }),
  {
    minLength: 1,
    maxLength: 4,
  },
)

/** The set of each example. */
const setsOf = (all: readonly SampledSet[]) =>
  all.flatMap(({ size }, set) => new Array<number>(size).fill(set))

const epoch = (sampler: PairSampler, number: number) =>
  Array.from({ length: sampler.epochLength }, (_, i) => sampler.draw(number * sampler.epochLength + i))

describe('PairSampler', () => {
  test('shows each image as A exactly `weight` times an epoch, with another image of its set', () => {
    fc.assert(
      fc.property(sets, fc.nat(), fc.nat({ max: 3 }), (all, seed, number) => {
        const sampler = new PairSampler({ sets: all, mode: 'pair', seed })
        const setOf = setsOf(all)
        const seen = new Array<number>(setOf.length).fill(0)
        for (const { a, b } of epoch(sampler, number)) {
          seen[a]!++
          expect(b).not.toBe(a)
          expect(setOf[b!]).toBe(setOf[a])
        }
        expect(seen).toEqual(setOf.map((set) => all[set]!.weight))
      }),
    )
  })

  test('a draw depends on its number alone', () => {
    fc.assert(
      fc.property(sets, fc.nat(), fc.array(fc.nat({ max: 300 }), { maxLength: 20 }), (all, seed, numbers) => {
        const options = { sets: all, mode: 'pair', seed } as const
        const sampler = new PairSampler(options)
        for (const number of numbers) {
          expect(sampler.draw(number)).toEqual(new PairSampler(options).draw(number))
        }
      }),
    )
  })

  test('mixes the sets, and orders each epoch anew', () => {
    const all = [
      { size: 50, weight: 1 },
      { size: 50, weight: 1 },
    ]
    const sampler = new PairSampler({ sets: all, mode: 'pair', seed: 1 })
    const [one, two] = [epoch(sampler, 0), epoch(sampler, 1)]
    expect(one.map(({ a }) => a)).not.toEqual(two.map(({ a }) => a))
    // Of ten draws all from one set, the chance is 2⁻⁹; this seed is fixed.
    expect(new Set(one.slice(0, 10).map(({ a }) => a < 50)).size).toBe(2)
  })

  test('draws partners uniformly', () => {
    const size = 6
    const sampler = new PairSampler({ sets: [{ size, weight: 1 }], mode: 'pair', seed: 3 })
    const counts = new Map<string, number>()
    const epochs = 2000
    for (let i = 0; i < epochs * size; i++) {
      const { a, b } = sampler.draw(i)
      counts.set(`${a}-${b}`, (counts.get(`${a}-${b}`) ?? 0) + 1)
    }
    expect(counts.size).toBe(size * (size - 1))
    const expected = epochs / (size - 1)
    // Each count is binomial with deviation 18; five of them.
    for (const count of counts.values()) expect(Math.abs(count - expected)).toBeLessThan(90)
  })

  test('makes the share of pairs that is asked for of copies of one reference, held in the same way', () => {
    // Two sets of 4 references with 5 copies each, and one image that was made from nothing known.
    const all = [
      { size: 20, weight: 1 },
      { size: 21, weight: 1 },
    ]
    const groups = Array.from({ length: 41 }, (_, i) => (i === 40 ? undefined : `reference ${i % 4}`))
    const drawn = (share: number) => {
      const sampler = new PairSampler({ sets: all, mode: 'pair', seed: 5, alike: [{ share, groups }] })
      return Array.from({ length: 50 }, (_, number) => epoch(sampler, number)).flat()
    }
    for (const draw of drawn(1)) {
      expect(draw.b).not.toBe(draw.a)
      expect(draw.a < 20).toBe(draw.b! < 20)
      // What has no copies is compared with anything of its set.
      expect(draw.alike).toBe(draw.a !== 40)
      if (!draw.alike) continue
      expect(groups[draw.b!]).toBe(groups[draw.a])
      expect(draw.orientation.b).toEqual(draw.orientation.a)
    }
    // Binomial over 2,000 draws: deviation 0.0102; five of them.
    const half = drawn(0.5).filter(({ a }) => a !== 40)
    expect(Math.abs(half.filter(({ alike }) => alike).length / half.length - 0.5)).toBeLessThan(0.05)
    expect(drawn(0).some(({ alike }) => alike)).toBe(false)
    // The images A are the same ones in the same order, whatever they are compared with.
    expect(drawn(0).map(({ a }) => a)).toEqual(drawn(1).map(({ a }) => a))
    // All four copies come as partners of one example, equally often: 50 draws, deviation 3.1 each; four of them.
    const partners = drawn(1).filter(({ a }) => a === 8)
    const counts = [0, 4, 12, 16].map((copy) => partners.filter(({ b }) => b === copy).length)
    expect(counts.reduce((sum, count) => sum + count)).toBe(50)
    for (const count of counts) expect(Math.abs(count - 12.5)).toBeLessThan(12.5)
  })

  test('makes pairs of the narrower kind where the example has such partners, and of the wider one where not', () => {
    // 20 examples of two references; of each, four have one of two distortions, and two have none.
    const wide = Array.from({ length: 20 }, (_, i) => `reference ${i % 2}`)
    const narrow = wide.map((reference, i) => (i < 16 ? `${reference}, ${i % 4 < 2}` : undefined))
    const sampler = new PairSampler({
      sets: [{ size: 20, weight: 1 }],
      mode: 'pair',
      seed: 11,
      alike: [
        { share: 0.25, groups: narrow },
        { share: 0.25, groups: wide },
      ],
    })
    const draws = Array.from({ length: 100 }, (_, number) => epoch(sampler, number)).flat()
    expect(draws.every(({ a, b, alike }) => a !== b && (!alike || wide[a] === wide[b!]))).toBe(true)
    const share = (some: typeof draws, is: (draw: (typeof draws)[number]) => boolean) =>
      some.filter(is).length / some.length
    const named = draws.filter(({ a }) => narrow[a] !== undefined)
    const nameless = draws.filter(({ a }) => narrow[a] === undefined)
    // Binomial over 1,600 and 400 draws: deviations below 0.0125 and 0.025; four of them.
    expect(Math.abs(share(named, ({ alike }) => alike) - 0.5)).toBeLessThan(0.05)
    expect(Math.abs(share(nameless, ({ alike }) => alike) - 0.5)).toBeLessThan(0.1)
    // All of the narrow quarter, and of the wide one those three of nine that happen to be narrow too.
    const narrowShare = share(named, ({ a, b, alike }) => alike && narrow[a] === narrow[b!])
    expect(Math.abs(narrowShare - (0.25 + 0.25 / 3))).toBeLessThan(0.05)
  })

  test('single mode draws no partners, and one image is enough', () => {
    const sampler = new PairSampler({ sets: [{ size: 1, weight: 2 }], mode: 'single', seed: 0 })
    expect(epoch(sampler, 0).map(({ a, b }) => [a, b])).toEqual([
      [0, undefined],
      [0, undefined],
    ])
  })

  test('a stand-in is another image of the same set', () => {
    fc.assert(
      fc.property(sets, fc.nat(), fc.nat({ max: 500 }), fc.nat({ max: 9 }), (all, seed, number, attempt) => {
        const sampler = new PairSampler({ sets: all, mode: 'pair', seed })
        const setOf = setsOf(all)
        const { a } = sampler.draw(number)
        const other = sampler.standIn(number, 'a', a, attempt)
        expect(other).not.toBe(a)
        expect(setOf[other]).toBe(setOf[a])
        expect(other).toBe(sampler.standIn(number, 'a', a, attempt))
      }),
    )
  })

  test.each([
    [[], 'pair', /at least one example/],
    [[{ size: 0, weight: 1 }], 'single', /at least one example/],
    [
      [
        { size: 3, weight: 1 },
        { size: 1, weight: 1 },
      ],
      'pair',
      /1 in set 1/,
    ],
  ] as const)('refuses %j in %s mode', (all, mode, message) => {
    expect(() => new PairSampler({ sets: all, mode, seed: 0 })).toThrow(message)
  })
})
