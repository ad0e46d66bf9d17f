/**
 * Writes `src/rank/mills-series.ts`: the polynomial Q of degree DEGREE in u = 1 / (y + SHIFT) with
 *
 *   ln Φ(-y) = -y²/2 - ln(y + SHIFT) + Q(u)   for y ≥ FROM
 *
 * by Chebyshev interpolation of Mills' ratio, itself from its continued fraction.
 *
 * Run: pnpm --filter @deqa/losses fit
 */
import { writeFileSync } from 'node:fs'

const FROM = 1.5
const SHIFT = 2.25 // of 1 to 3 in quarters, the one that needs the lowest degree
const DEGREE = 9

const high = 1 / (FROM + SHIFT)
const nodes = Array.from({ length: DEGREE + 1 }, (_, k) =>
  Math.cos((Math.PI * (2 * k + 1)) / (2 * DEGREE + 2)),
)
const values = nodes.map((node) => restOfLog((high * (1 + node)) / 2))

/** Newton's divided differences over the nodes, multiplied out in u / high. */
const coefficients = new Array<number>(DEGREE + 1).fill(0)
const points = nodes.map((node) => (1 + node) / 2)
const differences = [...values]
for (let order = 1; order <= DEGREE; order++) {
  for (let k = DEGREE; k >= order; k--) {
    differences[k] = (differences[k]! - differences[k - 1]!) / (points[k]! - points[k - order]!)
  }
}
for (let k = DEGREE; k >= 0; k--) {
  for (let i = DEGREE; i > 0; i--) coefficients[i] = coefficients[i - 1]! - coefficients[i]! * points[k]!
  coefficients[0] = differences[k]! - coefficients[0]! * points[k]!
}
const series = coefficients.map((coefficient, power) => coefficient / high ** power)

let worst = 0
for (let i = 0; i <= 10_000; i++) {
  const u = (high * i) / 10_000
  const fitted = series.reduceRight((sum, coefficient) => sum * u + coefficient, 0)
  worst = Math.max(worst, Math.abs(fitted - restOfLog(u)))
}
console.log(`degree ${DEGREE}: largest error ${worst.toExponential(2)}`)

writeFileSync(
  new URL('../src/rank/mills-series.ts', import.meta.url),
  `// Written by scripts/fit-mills-series.ts: do not edit.

/** The depth y = -z from which the series holds. */
export const MILLS_FROM = ${FROM}

/** The shift c in the series' variable u = 1 / (y + c). */
export const MILLS_SHIFT = ${SHIFT}

/** Coefficients of u⁰, u¹, …: ln Φ(-y) + y²/2 + ln(y + c) within ${worst.toExponential(1)}. */
export const MILLS_SERIES: readonly number[] = [
${series.map((c) => `  ${c},`).join('\n')}
]
`,
)

/** ln Φ(-y) + y²/2 + ln(y + SHIFT) at u = 1 / (y + SHIFT). */
function restOfLog(u: number): number {
  const halfLogTwoPi = Math.log(2 * Math.PI) / 2
  if (u === 0) return -halfLogTwoPi
  const y = 1 / u - SHIFT
  // Φ(-y) = φ(y) / (y + 1/(y + 2/(y + 3/…))); 400 terms leave nothing of a double at y ≥ 1.5.
  let fraction = y
  for (let k = 400; k >= 1; k--) fraction = y + k / fraction
  return Math.log((y + SHIFT) / fraction) - halfLogTwoPi
}
