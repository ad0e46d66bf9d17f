import { DeqaError } from '../../src/errors.ts'

/** A small generator of uniform 32-bit integers (mulberry32), so that a run can be repeated from its seed. */
export function seededRandom(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** Numbers that break careless arithmetic. */
const EDGES = [0, 1, 2, 7, 8, 0x7f, 0x80, 0xff]

/** Damages a file in one to four places: bits, bytes, runs, insertions, removals, swaps, a cut. */
export function mutate(
  original: Uint8Array,
  random: (below: number) => number,
  tokens: readonly Uint8Array[],
): Uint8Array {
  let bytes: Uint8Array = original.slice()
  for (let damages = 1 + random(4); damages > 0; damages--) {
    if (bytes.length === 0) return bytes
    const at = random(bytes.length)
    switch (random(9)) {
      case 0:
        bytes[at]! ^= 1 << random(8)
        break
      case 1:
        bytes[at] = random(256)
        break
      case 2:
        bytes[at] = EDGES[random(EDGES.length)]!
        break
      case 3:
        bytes.fill(random(2) * 255, at, at + 1 + random(8))
        break
      case 4:
        bytes = splice(bytes, at, random(16), new Uint8Array())
        break
      case 5:
        bytes = splice(bytes, at, 0, bytes.slice(at, at + random(64)))
        break
      case 6:
        bytes = splice(bytes, at, 0, tokens[random(tokens.length)]!)
        break
      case 7: {
        const token = tokens[random(tokens.length)]!
        bytes = splice(bytes, at, token.length, token)
        break
      }
      default:
        if (random(4) === 0) bytes = bytes.slice(0, at)
    }
  }
  return bytes
}

function splice(bytes: Uint8Array, at: number, remove: number, insert: Uint8Array): Uint8Array {
  const tail = bytes.subarray(Math.min(bytes.length, at + remove))
  const out = new Uint8Array(at + insert.length + tail.length)
  out.set(bytes.subarray(0, at))
  out.set(insert, at)
  out.set(tail, at + insert.length)
  return out
}

export interface FuzzOutcome {
  accepted: number
  refused: number
}

/**
 * Runs `read` on damaged copies. It must succeed or throw one of our errors; anything else stops the run with
 * the seed and the iteration that repeat it. `DEQA_FUZZ_SEED` and `DEQA_FUZZ_RUNS` change the run.
 */
export async function fuzz(
  runs: number,
  make: (random: (below: number) => number) => Uint8Array,
  read: (bytes: Uint8Array) => Promise<void> | void,
): Promise<FuzzOutcome> {
  const seed = Number(process.env['DEQA_FUZZ_SEED'] ?? 20250121)
  const outcome: FuzzOutcome = { accepted: 0, refused: 0 }
  for (let run = 0; run < Number(process.env['DEQA_FUZZ_RUNS'] ?? runs); run++) {
    // Every run has its own generator, so that one can be repeated alone.
    const bytes = make(seededRandom(seed + run))
    try {
      await read(bytes)
      outcome.accepted++
    } catch (error) {
      if (!(error instanceof DeqaError)) {
        const repeat = `DEQA_FUZZ_SEED=${seed + run} DEQA_FUZZ_RUNS=1`
        throw new Error(`run ${run} threw ${error}; repeat it with ${repeat}`, { cause: error })
      }
      outcome.refused++
    }
  }
  return outcome
}
