import { checkCount } from '../check.ts'

export interface LevelConfusion {
  /** counts[i][j]: images of actual level i that were given level j. */
  readonly counts: readonly (readonly number[])[]
  readonly n: number
  /** Share of images given their own level. */
  readonly accuracy: number
  /** Share of images given their own level or one beside it. */
  readonly withinOne: number
  /**
   * Cohen's kappa with quadratic weights, 1 − Σ w O / Σ w E with w = (i − j)². Absent where all images are of one
   * level on both sides, for which it is undefined.
   */
  readonly quadraticKappa: number | undefined
}

/**
 * Which level was taken for which: the table of actual against predicted levels, and three numbers from it.
 *
 * @param actual - shape [n], n ≥ 1, whole numbers 0 … K−1 (bad → excellent).
 * @param predicted - shape [n], likewise.
 * @param levels - K ≥ 2, default 5.
 * @throws {RangeError} if the lengths differ, n = 0 or an entry is no level (the message names its index).
 *
 * Source of kappa: Cohen 1968.
 */
export function levelConfusion(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  levels = 5,
): LevelConfusion {
  checkCount('levelConfusion', 'levels', levels, 2)
  if (actual.length !== predicted.length || actual.length === 0) {
    throw new RangeError(
      `levelConfusion: expected as many actual as predicted levels, at least 1, got ${actual.length} and ${predicted.length}`,
    )
  }
  checkLevels('actual', actual, levels)
  checkLevels('predicted', predicted, levels)

  const n = actual.length
  const counts = Array.from({ length: levels }, () => new Array<number>(levels).fill(0))
  for (let i = 0; i < n; i++) counts[actual[i]!]![predicted[i]!]!++
  const rowSums = counts.map((row) => row.reduce((sum, count) => sum + count, 0))
  const columnSums = counts.map((_, j) => counts.reduce((sum, row) => sum + row[j]!, 0))

  let own = 0
  let near = 0
  let observed = 0
  let expected = 0
  for (let i = 0; i < levels; i++) {
    for (let j = 0; j < levels; j++) {
      const count = counts[i]![j]!
      if (i === j) own += count
      if (Math.abs(i - j) <= 1) near += count
      observed += (i - j) ** 2 * count
      expected += ((i - j) ** 2 * rowSums[i]! * columnSums[j]!) / n
    }
  }
  return {
    counts,
    n,
    accuracy: own / n,
    withinOne: near / n,
    quadraticKappa: expected > 0 ? 1 - observed / expected : undefined,
  }
}

/**
 * A confusion as a text table: a row per actual level, a column per predicted one, and the three numbers below.
 *
 * @param words - shape [K], the names of the levels, bad → excellent.
 * @throws {RangeError} if there are not as many words as levels.
 */
export function formatConfusion(confusion: LevelConfusion, words: readonly string[]): string {
  const { counts, accuracy, withinOne, quadraticKappa } = confusion
  if (words.length !== counts.length) {
    throw new RangeError(`formatConfusion: expected ${counts.length} words, got ${words.length}`)
  }
  const corner = 'actual \\ predicted'
  const first = Math.max(corner.length, ...words.map((word) => word.length))
  const widths = words.map((word, j) => Math.max(word.length, ...counts.map((row) => String(row[j]).length)))
  const line = (head: string, cells: readonly (string | number)[]) =>
    [head.padEnd(first), ...cells.map((cell, j) => String(cell).padStart(widths[j]!))].join('  ')
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  const kappa = quadraticKappa === undefined ? 'undefined' : quadraticKappa.toFixed(4)
  return [
    line(corner, words),
    ...counts.map((row, i) => line(words[i]!, row)),
    `same level ${percent(accuracy)}, within one ${percent(withinOne)}, quadratic kappa ${kappa}`,
  ].join('\n')
}

function checkLevels(name: string, values: ArrayLike<number>, levels: number): void {
  for (let i = 0; i < values.length; i++) {
    const level = values[i]!
    if (!Number.isInteger(level) || level < 0 || level >= levels) {
      throw new RangeError(
        `levelConfusion: expected a whole number from 0 to ${levels - 1}, got ${level} at ${name}[${i}]`,
      )
    }
  }
}
