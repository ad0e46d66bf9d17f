/**
 * Writes `src/scaled-erfc-series.ts`: Chebyshev coefficients of (x + SHIFT) · exp(x²) · erfc(x) on [FROM, TO].
 *
 * Run: pnpm --filter @deqa/soft-label exec tsx scripts/fit-scaled-erfc.ts
 */
import { writeFileSync } from 'node:fs'
import { cosine, divide, erfc, exp, fixed, multiply, PI, toDecimal } from './high-precision.ts'

const FROM = 0.5
const TO = 27
const SHIFT = 3 // of 0.5, 1, 1.5, 2 and 3 the value that needs the fewest terms
const NODES = 40
const NEGLIGIBLE = 2e-18 // of a function that stays between 0.56 and 2.2

const one = fixed(1)
const shift = fixed(SHIFT)
const high = divide(one, fixed(FROM) + shift)
const low = divide(one, fixed(TO) + shift)

const values = Array.from({ length: NODES }, (_, k) => {
  const node = cosine((PI * BigInt(2 * k + 1)) / BigInt(2 * NODES))
  const x = divide(one, (high + low + multiply(node, high - low)) / 2n) - shift
  return multiply(multiply(erfc(x), exp(multiply(x, x))), x + shift)
})

const coefficients = Array.from({ length: NODES }, (_, j) => {
  let sum = 0n
  values.forEach((value, k) => {
    sum += multiply(value, cosine((PI * BigInt(j * (2 * k + 1))) / BigInt(2 * NODES)))
  })
  return Number(toDecimal((2n * sum) / BigInt(j === 0 ? 2 * NODES : NODES), 20))
})

const tail = (from: number) => coefficients.slice(from).reduce((sum, c) => sum + Math.abs(c), 0)
const length = coefficients.findIndex((_, index) => tail(index) < NEGLIGIBLE)

writeFileSync(
  new URL('../src/scaled-erfc-series.ts', import.meta.url),
  `// Written by scripts/fit-scaled-erfc.ts: do not edit.

/** The x from which the series holds, and the x after which erfc underflows. */
export const SERIES_FROM = ${FROM}
export const SERIES_TO = ${TO}

/** The shift a in the series' variable t = 1 / (x + a). */
export const SERIES_SHIFT = ${SHIFT}

/** Chebyshev coefficients of (x + a) exp(x²) erfc(x) over t, cut where the rest adds less than ${NEGLIGIBLE}. */
export const SERIES: readonly number[] = [
${coefficients
  .slice(0, length)
  .map((c) => `  ${c},`)
  .join('\n')}
]
`,
)
console.log(`${length} coefficients`)
