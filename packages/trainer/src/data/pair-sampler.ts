import { type Random, randomOf, shuffle } from './random.ts'
import type { Orientation } from './reorient.ts'

/** Examples of one dataset, in the list of all. */
export interface SampledSet {
  readonly size: number
  /** How often each of them is seen in an epoch. */
  readonly weight: number
}

export interface SamplerOptions {
  readonly sets: readonly SampledSet[]
  readonly mode: 'pair' | 'single'
  readonly seed: number
  /** The narrower kinds first. @default any two images of a dataset make a pair */
  readonly alike?: readonly AlikePairs[]
}

/** Pairs of images that show the same. */
export interface AlikePairs {
  /** Of all pairs, in [0, 1]; of all kinds together at most 1. */
  readonly share: number
  /** What each example has in common with its partners, in the list of all; undefined where that is not known. */
  readonly groups: readonly (string | undefined)[]
}

/** One draw: an image, or a pair of one dataset. Indices into the list of all examples, dataset after dataset. */
export interface Draw {
  readonly a: number
  /** Absent in single mode. */
  readonly b?: number
  /** Whether B shows what A shows, and is to be seen as A is. Its orientation is that of A then. */
  readonly alike: boolean
  /** How the images are held, where the run mirrors or turns at all. */
  readonly orientation: { readonly a: Orientation; readonly b: Orientation }
}

interface Epoch {
  readonly number: number
  readonly order: Uint32Array
  readonly partners: Uint32Array | undefined
  /** 1 where the partner shows the same. */
  readonly alike: Uint8Array
  readonly flips: Uint8Array
  readonly turns: Uint8Array
}

/**
 * Draws pairs as the original does: image A by a random order of all datasets together, image B uniformly from the
 * other images of A's dataset, anew in each epoch. So each epoch shows every image once as A (`weight` times, if its
 * dataset has one), and on average as often as B.
 *
 * Where a share of the pairs is to show the same, their image B comes from the others of A's dataset and group; if there
 * are none, from the next wider kind of pairs, and from the whole dataset last.
 *
 * A draw depends on the seed and its number alone, counted over all epochs.
 *
 * Source: upstream, section “Batches” of its data loader. Unlike there, an image is never its own partner, however
 * often its dataset is repeated.
 */
export class PairSampler {
  /** Draws in one epoch. */
  readonly epochLength: number
  readonly #options: SamplerOptions
  /** For each draw of an unshuffled epoch, the example. */
  readonly #examples: Uint32Array
  /** For each dataset, the index of its first example, and after them the number of all. */
  readonly #starts: readonly number[]
  /** For each kind of alike pairs its share, and for each example those of its dataset and group, itself among them. */
  readonly #alike: readonly { readonly share: number; readonly copies: readonly (readonly number[])[] }[]
  #epoch: Epoch | undefined

  /**
   * @throws {RangeError} if there is no example, or in pair mode a dataset of a single one.
   */
  constructor(options: SamplerOptions) {
    const { sets, mode, alike = [] } = options
    this.#options = options
    this.#starts = startsOf(sets)
    this.#examples = Uint32Array.from(
      sets.flatMap(({ size, weight }, set) =>
        Array.from({ length: size * weight }, (_, i) => this.#starts[set]! + (i % size)),
      ),
    )
    this.epochLength = this.#examples.length
    if (this.epochLength === 0) throw new RangeError('PairSampler: expected at least one example, got none')
    this.#alike = alike.map(({ share, groups }) => ({ share, copies: copiesOf(groups, this.#starts) }))
    const lone = sets.findIndex(({ size }) => size === 1)
    if (mode === 'pair' && lone >= 0) {
      throw new RangeError(`PairSampler: expected at least 2 examples in each set, got 1 in set ${lone}`)
    }
  }

  /** The draw of that number, from 0, over all epochs. */
  draw(number: number): Draw {
    const epoch = this.#epochOf(Math.floor(number / this.epochLength))
    const at = number % this.epochLength
    const [flips, turns, alike] = [epoch.flips[at]!, epoch.turns[at]!, epoch.alike[at] === 1]
    const a = { flip: (flips & 1) === 1, turns: turns & 3 }
    const b = { flip: (flips & 2) === 2, turns: turns >> 2 }
    return {
      a: epoch.order[at]!,
      ...(epoch.partners && { b: epoch.partners[at]! }),
      alike,
      orientation: { a, b: alike ? a : b },
    }
  }

  /** The `attempt`th stand-in, from 0, for an image that cannot be read: another one of its dataset. */
  standIn(number: number, side: 'a' | 'b', example: number, attempt: number): number {
    return this.#other(randomOf(this.#options.seed, 'stand-in', number, side, attempt), example)
  }

  #epochOf(number: number): Epoch {
    if (this.#epoch?.number !== number) {
      const { seed, mode } = this.#options
      const order = this.#examples.slice()
      shuffle(order, randomOf(seed, 'order', number))
      const partner = randomOf(seed, 'partner', number)
      const wish = randomOf(seed, 'alike', number)
      const copies = Array.from(order, (example) => this.#copiesFor(wish.uint32() / 2 ** 32, example))
      const flip = randomOf(seed, 'flip', number)
      const turn = randomOf(seed, 'turn', number)
      this.#epoch = {
        number,
        order,
        partners:
          mode === 'pair'
            ? order.map((example, i) => {
                const among = copies[i]
                return among ? otherOf(partner, among, example) : this.#other(partner, example)
              })
            : undefined,
        alike: Uint8Array.from(copies, (among) => (among ? 1 : 0)),
        flips: Uint8Array.from(order, () => flip.below(4)),
        turns: Uint8Array.from(order, () => turn.below(16)),
      }
    }
    return this.#epoch
  }

  /**
   * What the partner comes from, itself among them; undefined if that is the whole dataset.
   *
   * @param wish - in [0, 1): which kind of pair it is to be.
   */
  #copiesFor(wish: number, example: number): readonly number[] | undefined {
    let below = 0
    for (const { share, copies } of this.#alike) {
      below += share
      const own = copies[example]!
      if (wish < below && own.length > 1) return own
    }
    return undefined
  }

  /** Any other example of the same dataset; the same one if there is no other. */
  #other(random: Random, example: number): number {
    const set = setOf(this.#starts, example)
    const [start, end] = [this.#starts[set]!, this.#starts[set + 1]!]
    if (end - start < 2) return example
    const drawn = start + random.below(end - start - 1)
    return drawn < example ? drawn : drawn + 1
  }
}

function startsOf(sets: readonly SampledSet[]): number[] {
  const starts = [0]
  for (const { size } of sets) starts.push(starts.at(-1)! + size)
  return starts
}

/** Position in the configuration of the dataset that an example belongs to. */
function setOf(starts: readonly number[], example: number): number {
  return starts.findLastIndex((start) => start <= example)
}

function copiesOf(groups: AlikePairs['groups'], starts: readonly number[]): readonly (readonly number[])[] {
  const members = new Map<string, number[]>()
  return groups.map((group, example) => {
    if (group === undefined) return [example]
    const key = `${setOf(starts, example)}/${group}`
    const copies = members.get(key) ?? []
    members.set(key, copies)
    copies.push(example)
    return copies
  })
}

/** Any one of two or more, but not this one. */
function otherOf(random: Random, among: readonly number[], example: number): number {
  const others = among.filter((other) => other !== example)
  return others[random.below(others.length)]!
}
