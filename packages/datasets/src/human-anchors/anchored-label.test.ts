import { describeWithShared, sharedPath } from '@deqa/vitest'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DISTORTION_TYPES, type DistortionStep, STRENGTHS } from '../distortions/distortion-types.ts'
import { openDataset } from '../open-dataset.ts'
import { anchoredLabel } from './anchored-label.ts'
import { HUMAN_ANCHORS } from './human-anchors.ts'

const cells = DISTORTION_TYPES.flatMap((type) => STRENGTHS.map((strength) => ({ type, strength })))
const anchorOf = ({ type, strength }: (typeof cells)[number]) => HUMAN_ANCHORS[type][strength - 1]!
const undamaged = anchoredLabel([])

const steps = fc.array(
  fc.record({
    type: fc.constantFrom(...DISTORTION_TYPES, 'resample' as const),
    strength: fc.double({ min: 1, max: 5, noNaN: true }),
  }),
  { maxLength: 5 },
)

it('gives the table for one step at a whole strength', () => {
  for (const cell of cells) {
    const [mean, raterStd, contentStd] = anchorOf(cell)
    const { mos, std } = anchoredLabel([cell])
    // A logarithm and back.
    expect(Math.abs(mos - mean)).toBeLessThan(1e-12)
    expect(Math.abs(std - Math.hypot(raterStd, contentStd))).toBeLessThan(1e-12)
  }
})

it('puts undamaged above all', () => {
  expect(undamaged.mos).toBe(4.612)
  for (const cell of cells) expect(anchorOf(cell)[0]).toBeLessThanOrEqual(undamaged.mos)
  // Four of KADID's cells change nothing; they lie within 0.04 of each other.
  for (const cell of [
    HUMAN_ANCHORS['gaussian blur'][0],
    HUMAN_ANCHORS['motion blur'][0],
    HUMAN_ANCHORS['color saturation 2'][0],
    HUMAN_ANCHORS['mean shift'][2],
  ])
    expect(undamaged.mos - cell[0]).toBeLessThan(0.04)
})

it('falls with strength, except where the ratings do not', () => {
  const rises = cells
    .filter(({ strength }) => strength > 1)
    .filter((cell) => anchorOf(cell)[0] >= HUMAN_ANCHORS[cell.type][cell.strength - 2]![0])
    .map(({ type, strength }) => `${type}: ${strength - 1} to ${strength}`)
  expect(rises).toEqual([
    // From 1.854 to 1.864: a slip by 8 or by 12 pixels looks the same.
    'color shift: 4 to 5',
    // The parameter runs from + to −, through "nothing changed" or nearly so.
    'mean shift: 1 to 2',
    'mean shift: 2 to 3',
    'contrast change: 1 to 2',
    'contrast change: 2 to 3',
  ])
})

describe('a mixture', () => {
  it('has the worked value', () => {
    // D of white noise 1 and jpeg 4: ln(3.612/2.893) = 0.22197 and ln(3.612/0.945) = 1.34085; together 1.35910.
    const { mos, std } = anchoredLabel([
      { type: 'white noise', strength: 1 },
      { type: 'jpeg', strength: 4 },
    ])
    expect(Math.abs(mos - (1 + 3.612 * Math.exp(-1.3591)))).toBeLessThan(1e-4)
    // Shares of the spread: (0.886² + 0.363²)/(2.893·1.107) = 0.28626 and (0.872² + 0.322²)/(0.945·3.055) = 0.29930.
    const spread = (0.22197 * 0.28626 + 1.34085 * 0.2993) / (0.22197 + 1.34085)
    expect(Math.abs(std - Math.sqrt(spread * (mos - 1) * (5 - mos)))).toBeLessThan(1e-4)
  })

  it('is never better than any of its steps, whatever their order', () => {
    fc.assert(
      fc.property(steps, (mixed) => {
        const label = anchoredLabel(mixed)
        const reversed = anchoredLabel(mixed.toReversed())
        expect(Math.abs(label.mos - reversed.mos)).toBeLessThan(1e-12)
        expect(Math.abs(label.std - reversed.std)).toBeLessThan(1e-12)
        for (const step of mixed) expect(label.mos).toBeLessThanOrEqual(anchoredLabel([step]).mos + 1e-12)
      }),
    )
  })

  it('is a possible rating', () => {
    fc.assert(
      fc.property(steps, (mixed) => {
        const { mos, std } = anchoredLabel(mixed)
        expect(mos).toBeGreaterThan(1)
        expect(mos).toBeLessThanOrEqual(undamaged.mos)
        expect(std).toBeGreaterThan(0)
        // More no distribution on 1..5 can spread.
        expect(std ** 2).toBeLessThan((mos - 1) * (5 - mos))
      }),
    )
  })

  it('lies between its neighbours between whole strengths', () => {
    const between = anchoredLabel([{ type: 'jpeg', strength: 3.5 }]).mos
    expect(between).toBeLessThan(HUMAN_ANCHORS.jpeg[2][0])
    expect(between).toBeGreaterThan(HUMAN_ANCHORS.jpeg[3][0])
  })
})

it.each([
  [{ type: 'jpg', strength: 1 }, 'expected one of DISTORTION_TYPES'],
  [{ type: 'jpeg', strength: 6 }, 'anchoredLabel: expected a strength in [1, 5], got 6'],
])('refuses %j', (step, message) => {
  expect(() => anchoredLabel([step as DistortionStep])).toThrow(message)
})

describeWithShared('the ratings of KADID-10k', () => {
  it('are what the table holds', async () => {
    const found = new Map<string, { count: number; sum: number; variance: number; squares: number }>()
    const { rows } = await openDataset('kadid', sharedPath('annotations/kadid'))
    for await (const { mos, std, distortion } of rows()) {
      const key = `${distortion!.type}/${distortion!.level}`
      const cell = found.get(key) ?? { count: 0, sum: 0, variance: 0, squares: 0 }
      cell.count++
      cell.sum += mos
      cell.variance += std! ** 2
      cell.squares += mos ** 2
      found.set(key, cell)
    }
    for (const cell of cells) {
      const { count, sum, variance, squares } = found.get(`${cell.type}/${cell.strength}`)!
      const mean = sum / count
      const [expectedMean, raterStd, contentStd] = anchorOf(cell)
      // The table has three decimals.
      expect(count).toBe(81)
      expect(Math.abs(mean - expectedMean)).toBeLessThan(5.1e-4)
      expect(Math.abs(Math.sqrt(variance / count) - raterStd)).toBeLessThan(5.1e-4)
      expect(Math.abs(Math.sqrt(squares / count - mean ** 2) - contentStd)).toBeLessThan(5.1e-4)
    }
  })
})
