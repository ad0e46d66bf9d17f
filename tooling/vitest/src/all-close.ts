import { expect } from 'vitest'

/** How near two number lists must be. A pair passes when |a - e| <= absolute + relativeToMax * max|e|. */
export interface Closeness {
  readonly absolute?: number
  readonly relativeToMax?: number
}

interface Difference {
  readonly index: number
  readonly difference: number
  readonly bound: number
}

/**
 * The place where two lists of the same length differ most. A value that is not a finite number differs by
 * infinity, unless both sides hold the very same one.
 */
export function largestDifference(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  closeness: Closeness = {},
): Difference {
  let scale = 0
  for (let i = 0; i < expected.length; i++) scale = Math.max(scale, Math.abs(expected[i]!))
  const bound = (closeness.absolute ?? 0) + (closeness.relativeToMax ?? 0) * scale
  let worst: Difference = { index: -1, difference: 0, bound }
  for (let i = 0; i < expected.length; i++) {
    const same = Object.is(actual[i], expected[i])
    const raw = Math.abs(actual[i]! - expected[i]!)
    const difference = same ? 0 : Number.isFinite(raw) ? raw : Number.POSITIVE_INFINITY
    if (difference > worst.difference) worst = { index: i, difference, bound }
  }
  return worst
}

/** One line for a parity table: name, largest difference, allowed difference. */
export function describeCloseness(
  name: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  closeness: Closeness,
): string {
  const { difference, bound } = largestDifference(actual, expected, closeness)
  return `${name.padEnd(48)} max |diff| ${difference.toExponential(2)}  allowed ${bound.toExponential(2)}`
}

expect.extend({
  toBeAllClose(actual: ArrayLike<number>, expected: ArrayLike<number>, closeness: Closeness) {
    if (actual.length !== expected.length) {
      return {
        pass: false,
        message: () => `toBeAllClose: expected ${expected.length} numbers, got ${actual.length}`,
      }
    }
    const worst = largestDifference(actual, expected, closeness)
    return {
      pass: worst.difference <= worst.bound,
      message: () =>
        `toBeAllClose: at index ${worst.index} expected ${expected[worst.index]}, got ${actual[worst.index]}; ` +
        `difference ${worst.difference.toExponential(3)}, allowed ${worst.bound.toExponential(3)}`,
    }
  },
})

declare module 'vitest' {
  interface Matchers {
    /** Every number within the stated closeness of its partner; lengths must agree. */
    toBeAllClose(expected: ArrayLike<number>, closeness: Closeness): void
  }
}
