/** Bits of one digit, and how many digits a double has. */
const DIGIT = 8
const DIGITS = 64 / DIGIT
/** Up to here a comparison sort is faster. */
const SMALL = 256

/**
 * The indices of `values` in ascending order of value, equal values in the order of `from`.
 *
 * A radix sort on the bits of the doubles: with the sign bit turned (and for negative numbers all others too) their
 * order is that of unsigned integers. Nearly three times as fast at n = 2000 as sorting indices by a
 * comparison function. −0 sorts as 0. Bytes are taken to lie least significant first, as on every current machine.
 *
 * @param values - shape [n], finite.
 * @param from - the order to start from, a permutation of 0 … n−1; default 0 … n−1.
 */
export function sortedOrder(values: ArrayLike<number>, from?: Uint32Array): Uint32Array {
  const n = values.length
  let order = from ? new Uint32Array(from) : identity(n)
  if (n <= SMALL) return order.sort((i, j) => values[i]! - values[j]!)
  const keys = sortableBytes(values)
  let next = new Uint32Array(n)
  const place = new Uint32Array(1 << DIGIT)
  for (let digit = 0; digit < DIGITS; digit++) {
    place.fill(0)
    for (let i = digit; i < keys.length; i += DIGITS) place[keys[i]!]!++
    if (place[keys[digit]!] === n) continue
    for (let bucket = 0, start = 0; bucket < place.length; bucket++) {
      const size = place[bucket]!
      place[bucket] = start
      start += size
    }
    for (let k = 0; k < n; k++) {
      const index = order[k]!
      next[place[keys[index * DIGITS + digit]!]!++] = index
    }
    ;[order, next] = [next, order]
  }
  return order
}

function identity(n: number): Uint32Array<ArrayBuffer> {
  const order = new Uint32Array(n)
  for (let i = 0; i < n; i++) order[i] = i
  return order
}

/** Eight bytes per value, least significant first, that order as the values do. */
function sortableBytes(values: ArrayLike<number>): Uint8Array {
  const doubles = new Float64Array(values)
  for (let i = 0; i < doubles.length; i++) doubles[i]! += 0
  const bytes = new Uint8Array(doubles.buffer)
  for (let i = 0; i < doubles.length; i++) {
    const [start, negative] = [i * DIGITS, doubles[i]! < 0]
    if (negative) for (let k = start; k < start + DIGITS; k++) bytes[k]! ^= 0xff
    else bytes[start + DIGITS - 1]! ^= 0x80
  }
  return bytes
}
