/**
 * The indices that NumPy's `RandomState(seed).choice(size, count, replace=False)` draws: the Mersenne Twister MT19937
 * with its plain seeding, and a shuffle from the end by masked rejection.
 */
export function numpySample(seed: number, size: number, count: number): number[] {
  const next = mersenneTwister(seed)
  const indices = Array.from({ length: size }, (_, index) => index)
  for (let i = size - 1; i > 0; i--) {
    const mask = 2 ** Math.ceil(Math.log2(i + 1)) - 1
    let j: number
    do j = (next() & mask) >>> 0
    while (j > i)
    ;[indices[i], indices[j]] = [indices[j]!, indices[i]!]
  }
  return indices.slice(0, count)
}

/** Matsumoto and Nishimura 1998; 32-bit outputs. */
function mersenneTwister(seed: number): () => number {
  const state = new Uint32Array(624)
  state[0] = seed
  for (let i = 1; i < 624; i++) {
    const previous = state[i - 1]!
    state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i
  }
  let place = 624
  return () => {
    if (place === 624) {
      for (let i = 0; i < 624; i++) {
        const joined = (state[i]! & 0x80000000) | (state[(i + 1) % 624]! & 0x7fffffff)
        state[i] = state[(i + 397) % 624]! ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0)
      }
      place = 0
    }
    let value = state[place++]!
    value ^= value >>> 11
    value ^= (value << 7) & 0x9d2c5680
    value ^= (value << 15) & 0xefc60000
    return (value ^ (value >>> 18)) >>> 0
  }
}
