import TinyQueue from 'tinyqueue'

/** Two neighbouring symbols that make a known piece, as they were when the pair was proposed. */
interface Pair {
  readonly left: number
  readonly right: number
  /** Where the right symbol ended: if that has changed, the pair is out of date. */
  readonly end: number
  readonly score: number
}

/** Where a symbol ends that was merged into its left neighbour. */
const MERGED = -1

/**
 * Cuts text by byte-pair encoding: starting from single characters, it merges the neighbours whose union has the
 * highest score, the leftmost first among equals, until no union is a known piece. O(n log n) for n characters.
 *
 * @param scoreOf - the score of a piece, or undefined where there is no such piece.
 * @returns parts of the text, in order; a character that is in no piece stays alone.
 */
export function mergePairs(text: string, scoreOf: (piece: string) => number | undefined): string[] {
  const starts = characterStarts(text)
  const count = starts.length
  const ends = Int32Array.from(starts, (_, i) => starts[i + 1] ?? text.length)
  const previous = Int32Array.from(starts, (_, i) => i - 1)
  const next = Int32Array.from(starts, (_, i) => i + 1)

  const pairOf = (left: number, right: number): Pair | undefined => {
    if (left < 0 || right >= count) return undefined
    const end = ends[right]!
    const score = scoreOf(text.slice(starts[left]!, end))
    return score === undefined ? undefined : { left, right, end, score }
  }
  const initial = starts.map((_, i) => pairOf(i, i + 1)).filter((pair) => pair !== undefined)
  const agenda = new TinyQueue(initial, (a, b) => b.score - a.score || a.left - b.left)

  for (let pair = agenda.pop(); pair; pair = agenda.pop()) {
    const { left, right, end } = pair
    if (ends[left] !== starts[right] || ends[right] !== end) continue
    ends[left] = end
    ends[right] = MERGED
    const after = next[right]!
    next[left] = after
    if (after < count) previous[after] = left
    for (const proposal of [pairOf(previous[left]!, left), pairOf(left, after)])
      if (proposal) agenda.push(proposal)
  }

  const parts: string[] = []
  for (let i = 0; i < count; i = next[i]!) parts.push(text.slice(starts[i]!, ends[i]!))
  return parts
}

/** Where each character (code point) begins. */
function characterStarts(text: string): number[] {
  const starts: number[] = []
  for (let at = 0; at < text.length; at += text.codePointAt(at)! > 0xffff ? 2 : 1) starts.push(at)
  return starts
}
