/**
 * Writes `src/scaled-erfc-series.ts`: a polynomial for (x + SHIFT) · exp(x²) · erfc(x) on [FROM, TO], in a variable u
 * that runs linearly with 1 / (x + SHIFT) from -1 at TO to 1 at FROM. Interpolated at Chebyshev's points, cut where the
 * rest is negligible, then written in powers of u, which are evaluated in half the time.
 *
 * Run: pnpm --filter @deqa/soft-label fit
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

const chebyshev = Array.from({ length: NODES }, (_, j) => {
  let sum = 0n
  values.forEach((value, k) => {
    sum += multiply(value, cosine((PI * BigInt(j * (2 * k + 1))) / BigInt(2 * NODES)))
  })
  return (2n * sum) / BigInt(j === 0 ? 2 * NODES : NODES)
})

const number = (value: bigint) => Number(toDecimal(value, 20))
const tail = (from: number) => chebyshev.slice(from).reduce((sum, c) => sum + Math.abs(number(c)), 0)
const enough = chebyshev.findIndex((_, index) => tail(index) < NEGLIGIBLE)
// `erfcAbove` takes the coefficients in pairs.
const length = enough + (enough % 2)

/** T_0, T_1, … in powers of u, by T_{n+1} = 2 u T_n - T_{n-1}. */
const powers = new Array<bigint>(length).fill(0n)
let previous: bigint[] = []
let current: bigint[] = [1n]
for (let n = 0; n < length; n++) {
  current.forEach((c, power) => {
    powers[power]! += c * chebyshev[n]!
  })
  const factor = n === 0 ? 1n : 2n
  const next = [0n, ...current.map((c) => factor * c)].map((c, power) => c - (previous[power] ?? 0n))
  previous = current
  current = next
}

writeFileSync(
  new URL('../src/scaled-erfc-series.ts', import.meta.url),
  `// Written by scripts/fit-scaled-erfc.ts: do not edit.

/** The x from which the series holds, and the x after which erfc underflows. */
export const SERIES_FROM = ${FROM}
export const SERIES_TO = ${TO}

/** The shift a in 1 / (x + a), which runs with the series' variable u from -1 (x = ${TO}) to 1 (x = ${FROM}). */
export const SERIES_SHIFT = ${SHIFT}

/** (x + a) exp(x²) erfc(x) = Σ SERIES[n] uⁿ, cut where the rest adds less than ${NEGLIGIBLE}. */
export const SERIES: readonly number[] = [
${powers.map((c) => `  ${number(c)},`).join('\n')}
]
`,
)
console.log(`${length} coefficients`)
