/** One of `count` equal parts of a list; `index` counts from 1. */
export interface Shard {
  readonly index: number
  readonly count: number
}

/** Reads `i/n`, with 1 ≤ i ≤ n. Returns `undefined` for anything else. */
export function parseShard(text: string): Shard | undefined {
  const match = /^(\d{1,9})\/(\d{1,9})$/.exec(text)
  if (!match) return undefined
  const index = Number(match[1])
  const count = Number(match[2])
  return index >= 1 && index <= count ? { index, count } : undefined
}

/**
 * Every `count`-th item, starting with number `index`. Over one list the shards are disjoint, their union is
 * the list, and their sizes differ by one at most.
 */
export function takeShard<T>(items: readonly T[], shard: Shard): T[] {
  return items.filter((_, position) => position % shard.count === shard.index - 1)
}
