/**
 * Error function and normal density to any number of bits, by exact rational input and fixed-point BigInt
 * series. Slow and plain on purpose: it shares no formula, constant or approximation with `src/`, so it may
 * judge it. Everything below is an integer that stands for itself divided by 2^BITS.
 */

/** Enough for erfc(27) ≈ 1e-318, whose series has terms as large as 1e316. */
const BITS = 2600n
const ONE = 1n << BITS

/** The exact value of a double. */
export function fixed(x: number): bigint {
  if (!Number.isFinite(x)) throw new RangeError(`fixed: expected a finite number, got ${x}`)
  let mantissa = x
  let exponent = 0n
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2
    exponent += 1n
  }
  return (BigInt(mantissa) << BITS) >> exponent
}

export function multiply(a: bigint, b: bigint): bigint {
  return (a * b) >> BITS
}

export function divide(a: bigint, b: bigint): bigint {
  return (a << BITS) / b
}

export function squareRoot(a: bigint): bigint {
  const target = a << BITS
  let guess = 1n << BigInt(Math.ceil(target.toString(2).length / 2))
  for (;;) {
    const next = (guess + target / guess) >> 1n
    if (next >= guess) return guess
    guess = next
  }
}

/** Σ (x²)^n · (-1)^n / divisor(n), the shape of the series for erf and arctan. */
function alternatingSeries(x: bigint, step: (term: bigint, n: bigint) => bigint): bigint {
  const square = multiply(x, x)
  let power = x
  let sum = x
  for (let n = 1n; power !== 0n && power !== -1n; n++) {
    power = -step(multiply(power, square), n)
    sum += power / (2n * n + 1n)
  }
  return sum
}

const arctan = (x: bigint): bigint => alternatingSeries(x, (power) => power)

/** Machin's formula. */
export const PI = 4n * (4n * arctan(ONE / 5n) - arctan(ONE / 239n))

/** erf(x) = 2/√π Σ (-1)^n x^(2n+1) / (n! (2n+1)). */
export function erf(x: bigint): bigint {
  const series = alternatingSeries(x, (power, n) => power / n)
  return divide(2n * series, squareRoot(PI))
}

export function erfc(x: bigint): bigint {
  return ONE - erf(x)
}

/** Σ x^n / n!, after halving x until it is small; the result is squared back. */
export function exp(x: bigint): bigint {
  const halvings = 16n
  const small = x >> halvings
  let term = ONE
  let sum = ONE
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    term = multiply(term, small) / n
    sum += term
  }
  for (let i = 0n; i < halvings; i++) sum = multiply(sum, sum)
  return sum
}

/** Φ(z) = erfc(-z/√2) / 2. */
export function normalCdf(z: bigint): bigint {
  return erfc(-divide(z, squareRoot(2n * ONE))) / 2n
}

/** φ(z) = exp(-z²/2) / √(2π). */
export function normalPdf(z: bigint): bigint {
  return divide(exp(-multiply(z, z) / 2n), squareRoot(2n * PI))
}

export function cosine(x: bigint): bigint {
  const square = multiply(x, x)
  let term = ONE
  let sum = ONE
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    term = -multiply(term, square) / ((2n * n - 1n) * (2n * n))
    sum += term
  }
  return sum
}

/** 25 significant decimal digits, for instance `1.234…e-5`. */
export function toDecimal(value: bigint, digits = 25): string {
  if (value === 0n) return '0'
  const sign = value < 0n ? '-' : ''
  const magnitude = value < 0n ? -value : value
  // 10^shift · value has exactly `digits` digits before the point.
  let exponent = Math.floor((magnitude.toString(2).length - 1 - Number(BITS)) * Math.log10(2))
  const scaled = (e: number): bigint => {
    const shift = digits - 1 - e
    const factor = 10n ** BigInt(Math.abs(shift))
    return shift >= 0 ? (magnitude * factor + ONE / 2n) >> BITS : (magnitude / factor) >> BITS
  }
  let text = scaled(exponent).toString()
  if (text.length > digits) text = scaled(++exponent).toString()
  if (text.length < digits) text = scaled(--exponent).toString()
  return `${sign}${text[0]}.${text.slice(1)}e${exponent}`
}
