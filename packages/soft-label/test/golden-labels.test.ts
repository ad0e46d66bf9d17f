import { readFileSync } from 'node:fs'
import { describeWithShared, sharedPath } from '@deqa/vitest'
import { describe, expect, test } from 'vitest'
import {
  adjustToMean,
  discretizeGaussian,
  LEVEL_NAMES,
  levelOf,
  normalizeScore,
  normalizeStd,
  oneHotLabel,
  softLabel,
} from '../src/index.ts'

/** One label of the original script. Its lists start with excellent. */
interface Row {
  readonly mos: number
  readonly std: number
  readonly mos_norm: number
  readonly std_norm: number
  readonly level_probs_org: readonly (number | null)[]
  readonly alpha_raw: number | null
  readonly beta_raw: number | null
  readonly diff_before_branch: number | null
  readonly branch: 'gaussian' | 'binary'
  readonly branch_reason: 'std' | 'diff' | null
  readonly alpha_final: number
  readonly beta_final: number
  readonly level_probs: readonly number[]
  readonly level_text: string
  readonly onehot: readonly number[]
}

interface Table {
  readonly density_type: 'pdf' | 'cdf'
  readonly scale: string
  readonly min_mos: number
  readonly max_mos: number
  readonly rows: readonly Row[]
}

const reasons = { std: 'small-std', diff: 'mean-error' } as const
const ascending = (list: readonly (number | null)[]) => list.toReversed() as number[]

const names = [
  ['pdf', 'unit'],
  ['pdf', 'raw'],
  ['cdf', 'unit'],
  ['cdf', 'raw'],
] as const

// The body of a skipped block is still run, so the file is read inside the tests.
const read = () =>
  JSON.parse(readFileSync(sharedPath('golden/vectors/soft_labels.json'), 'utf8')) as { tables: Table[] }

/** The rows of a table, with their ratings on our scale. */
function readTable(type: Table['density_type'], name: string) {
  const { rows, ...table } = read().tables.find((t) => t.density_type === type && t.scale === name)!
  const scale = { min: table.min_mos, max: table.max_mos }
  return rows.map((row) => ({
    row,
    rating: { score: normalizeScore(row.mos, scale), std: normalizeStd(row.std, scale) },
    hint: `mos ${row.mos}, std ${row.std}`,
  }))
}

describeWithShared('labels recorded from the original script', () => {
  test('there are 412 of them, in four tables', () => {
    const { tables } = read()
    expect(tables.map(({ density_type, scale }) => [density_type, scale])).toEqual(names)
    expect(tables.reduce((count, { rows }) => count + rows.length, 0)).toBe(412)
  })

  describe.each(names)('%s, %s scale', (type, name) => {
    const density = type === 'cdf' ? 'mass' : 'density'

    test('normalised ratings are the same doubles', () => {
      for (const { row, rating } of readTable(type, name))
        expect(rating).toEqual({ score: row.mos_norm, std: row.std_norm })
    })

    test('label, branch, raw shares, α and β', () => {
      for (const { row, rating, hint } of readTable(type, name)) {
        const label = softLabel(rating, { variant: 'upstream', density })
        expect(label.probabilities, hint).toBeAllClose(ascending(row.level_probs), { absolute: 1e-9 })
        expect(label.reason, hint).toBe(row.branch_reason === null ? 'regular' : reasons[row.branch_reason])
        expect(label.branch, hint).toBe(row.branch === 'binary' ? 'two-level' : 'gaussian')
        if (label.masses === null) expect(row.level_probs_org.every((p) => p === null)).toBe(true)
        else expect(label.masses, hint).toBeAllClose(ascending(row.level_probs_org), { absolute: 1e-9 })
        if (label.branch === 'two-level') {
          expect([label.alpha, label.beta]).toEqual([row.alpha_final, row.beta_final])
        }
        // Beside the middle the dropped label is the ill-conditioned α times its shares: see below.
        if (label.dropped && Math.abs(rating.score - 3) > 1e-6) {
          expect(label.dropped.meanError, hint).toBeCloseTo(row.diff_before_branch!, 9)
        }
      }
    })

    test('the adjustment, also where the label did not use it', () => {
      for (const { row, rating, hint } of readTable(type, name)) {
        const offset = Math.abs(rating.score - 3)
        // At the middle α is decided by the guard and by rounding: the recording's note says not to compare it.
        if (rating.std === 0 || offset < 1e-6) continue
        const { alpha, beta } = adjustToMean(discretizeGaussian(rating, density), rating.score, {
          guard: 1e-9,
        })
        // α divides the offset by a sum near |offset / α|; that sum is known to 1e-14. β is (1 - α Σ p) / 5.
        const relative = 1e-7 + (1e-14 * Math.abs(alpha)) / offset
        expect(Math.abs(alpha - row.alpha_raw!), hint).toBeLessThan(relative * Math.abs(row.alpha_raw!))
        expect(Math.abs(beta - row.beta_raw!), hint).toBeLessThan(relative * Math.abs(row.beta_raw!) + 2e-15)
      }
    })

    test('word and one-hot label', () => {
      for (const { row, rating, hint } of readTable(type, name)) {
        expect(levelOf(rating.score), hint).toBe(row.level_text)
        expect(oneHotLabel(rating.score), hint).toEqual(ascending(row.onehot))
        expect(LEVEL_NAMES[ascending(row.onehot).indexOf(1)]).toBe(row.level_text)
      }
    })
  })
})
