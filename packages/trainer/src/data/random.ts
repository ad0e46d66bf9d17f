/** Pseudo-random numbers that one seed and one name decide. */
export interface Random {
  /** A whole number in [0, 2³²). */
  uint32(): number
  /** A whole number in [0, bound), all equally likely. */
  below(bound: number): number
}

/**
 * A sequence of its own for each seed and key: the generator sfc32 (Chris Doty-Humphrey), its state spread from the
 * key by MurmurHash3's finaliser.
 *
 * Nothing of it needs saving: whoever knows the key and how many numbers were drawn can go on.
 *
 * @param seed - in [0, 2³²).
 * @param key - what the numbers are for, such as `'order', epoch`.
 */
export function randomOf(seed: number, ...key: readonly (string | number)[]): Random {
  let [a, b, c] = [0x9e3779b9, 0x243f6a88, 0xb7e15162]
  const absorb = (word: number) => {
    a = mix(a ^ word)
    b = mix(b + a)
    c = mix(c ^ b)
  }
  absorb(seed)
  for (const part of key) {
    if (typeof part === 'number') absorb(part)
    else for (let i = 0; i < part.length; i++) absorb(part.charCodeAt(i))
    // A separator, so that no two keys run into each other.
    absorb(0x5bd1e995)
  }
  let counter = 1
  const uint32 = () => {
    const sum = (a + b + counter++) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  // The generator's author lets it run until the seed has reached every bit.
  for (let i = 0; i < 12; i++) uint32()
  return { uint32, below: (bound) => below(uint32, bound) }
}

/** Rejects what would make small numbers likelier. */
function below(uint32: () => number, bound: number): number {
  if (!(Number.isInteger(bound) && bound > 0 && bound <= 2 ** 32)) {
    throw new RangeError(`below: expected a whole bound in [1, 2³²], got ${bound}`)
  }
  const limit = 2 ** 32 - (2 ** 32 % bound)
  let value = uint32()
  while (value >= limit) value = uint32()
  return value % bound
}

function mix(word: number): number {
  let x = word | 0
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16)
}

/** Puts a list in random order, in place (Fisher–Yates). */
export function shuffle(list: Uint32Array, random: Random): void {
  for (let i = list.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    const kept = list[i]!
    list[i] = list[j]!
    list[j] = kept
  }
}
