/** A source of random numbers that a seed determines completely, on every machine. */
export interface Random {
  /** A double in [0, 1), of 32 random bits. */
  next(): number
  /** A whole number in [0, n). For n ≤ 1e6 no value is preferred by more than 0.03 %. */
  below(n: number): number
}

/**
 * sfc32: 128 bits of state, mixed by additions, shifts and a counter that bounds the period from below by 2³².
 * The seed is spread over the state by a multiplicative hash, then the first outputs are dropped.
 *
 * Source: Doty-Humphrey, PractRand ("small fast counting"). Not for secrets.
 *
 * @param seed - any safe integer.
 */
export function createRandom(seed: number): Random {
  let [a, b, c, counter] = [seed | 0, Math.floor(seed / 2 ** 32) | 0, 0x9e3779b9 | 0, 1]
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b)
  b = Math.imul(b ^ (b >>> 13), 0xc2b2ae35)
  const bits = () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return sum >>> 0
  }
  for (let i = 0; i < 16; i++) bits()
  const next = () => bits() / 2 ** 32
  return { next, below: (n) => Math.floor(next() * n) }
}
