const goldenRatio = (Math.sqrt(5) - 1) / 2

/**
 * Pairs of different indices below `size`, the same at every call: each index with the one some way further on, round
 * the end, for distances that the golden ratio spreads evenly. Neighbours in a file, often copies of one picture, are
 * thus no likelier to meet than others.
 *
 * @param most - how many pairs at most; fewer only where there are fewer.
 */
export function spreadPairs(size: number, most: number): [number, number][] {
  const pairs: [number, number][] = []
  const seen = new Set<number>()
  for (let round = 1; round < size && pairs.length < most; round++) {
    const distance = 1 + Math.floor(((round * goldenRatio) % 1) * (size - 1))
    if (seen.has(distance)) continue
    seen.add(distance)
    for (let first = 0; first < size && pairs.length < most; first++)
      pairs.push([first, (first + distance) % size])
  }
  return pairs
}
