/** Pseudo-random numbers that one key decides, the same on every machine. */
export interface Random {
  /** A whole number in [0, 2³²). */
  uint32(): number
  /** A double in [0, 1), of 32 random bits. */
  next(): number
  /** A whole number in [0, bound). For the bounds of images, up to 1e6, no value is preferred by more than 0.03 %. */
  below(bound: number): number
}

/** sfc32 of Chris Doty-Humphrey, its state spread from the characters of the key by MurmurHash3's finaliser. */
export function randomOf(key: string | number): Random {
  let [a, b, c] = [0x9e3779b9, 0x243f6a88, 0xb7e15162]
  for (const character of String(key)) {
    a = mix(a ^ character.codePointAt(0)!)
    b = mix(b + a)
    c = mix(c ^ b)
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
  const next = () => uint32() / 2 ** 32
  return { uint32, next, below: (bound) => Math.floor(next() * bound) }
}

function mix(word: number): number {
  let x = word | 0
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16)
}
