import type { DatasetRow, Direction } from '../dataset.ts'
import type { Finding } from './finding.ts'

/** Below this agreement the declared direction is called into question. */
const SUSPICIOUS = -0.25
/** Fewer pairs than this say nothing. */
const FEWEST_PAIRS = 10

/**
 * Tests the declared direction against the strength of distortions. Over all pairs of images with the same
 * reference and kind of distortion at different levels,
 *
 *   agreement = (pairs whose weaker distortion is rated better − pairs where it is rated worse) / pairs,
 *
 * in [−1, 1]: Somers' D of score on level, pooled within groups. It is near 1 for a sound dataset (KADID-10k:
 * 0.82), and near −1 if the scores run the other way. Datasets without levels
 * cannot be tested so and give no finding.
 */
export class DirectionCheck {
  private readonly better: 1 | -1
  private readonly groups = new Map<string, { readonly level: number; readonly mos: number }[]>()
  private agreeing = 0
  private opposing = 0
  private pairs = 0

  constructor(direction: Direction) {
    this.better = direction === 'higher-is-better' ? 1 : -1
  }

  see({ reference, distortion, mos }: DatasetRow): void {
    if (reference === undefined || distortion?.level === undefined || !Number.isFinite(mos)) return
    const key = `${reference}\0${distortion.type}`
    const group = this.groups.get(key) ?? []
    for (const other of group) this.compare(other, { level: distortion.level, mos })
    group.push({ level: distortion.level, mos })
    this.groups.set(key, group)
  }

  /** The agreement so far, or undefined if there are too few pairs to tell. */
  get agreement(): number | undefined {
    return this.pairs < FEWEST_PAIRS ? undefined : (this.agreeing - this.opposing) / this.pairs
  }

  findings(): Finding[] {
    const { agreement } = this
    if (agreement === undefined || agreement >= SUSPICIOUS) return []
    const declared = this.better === 1 ? 'higher' : 'lower'
    return [
      {
        kind: 'wrong-direction',
        severity: 'error',
        message:
          `${declared} scores are declared to be better, but stronger distortions are rated better: ` +
          `agreement ${agreement.toFixed(2)} over ${this.pairs} pairs of levels (1 would be full agreement)`,
        ids: [],
      },
    ]
  }

  private compare(a: { level: number; mos: number }, b: { level: number; mos: number }): void {
    if (a.level === b.level) return
    this.pairs++
    const sign = Math.sign((a.mos - b.mos) * (b.level - a.level)) * this.better
    if (sign > 0) this.agreeing++
    else if (sign < 0) this.opposing++
  }
}
