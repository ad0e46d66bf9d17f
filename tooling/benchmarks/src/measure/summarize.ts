import type { Blocks } from './blocks.ts'

/** How long our steps take beside the rival's. */
export interface Comparison {
  /** Median time of a step, in milliseconds. */
  readonly ours: number
  readonly rival: number
  /** ours / rival */
  readonly ratio: number
  /** The smallest and the largest ratio of two neighbouring blocks: how far the machine moves the ratio. */
  readonly spread: readonly [lowest: number, highest: number]
}

/** Medians over all measured steps, and the ratios of the blocks that ran one after the other. */
export function summarize(ours: Blocks, rival: Blocks): Comparison {
  const all = ({ measured }: Blocks) => median(measured.flatMap(({ milliseconds }) => milliseconds))
  const ratios = ours.measured.map(
    ({ milliseconds }, i) => median(milliseconds) / median(rival.measured[i]!.milliseconds),
  )
  return {
    ours: all(ours),
    rival: all(rival),
    ratio: all(ours) / all(rival),
    spread: [Math.min(...ratios), Math.max(...ratios)],
  }
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('median: expected at least one value, got none')
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2
}
