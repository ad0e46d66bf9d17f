import type { DatasetRow, Scale } from '../dataset.ts'
import type { Finding } from './finding.ts'

/** Rounding of published scores at the ends of a scale, as a share of its range. */
const ROUNDING = 1e-9

/** Whether score and deviation of a row are possible on the declared scale. */
export function checkScores({ id, mos, std }: DatasetRow, { min, max }: Scale): Finding[] {
  const findings: Finding[] = []
  const add = (kind: Finding['kind'], severity: Finding['severity'], problem: string) =>
    findings.push({ kind, severity, message: `${id}: ${problem}`, ids: [id] })
  const slack = ROUNDING * (max - min)
  if (!Number.isFinite(mos)) add('invalid-mos', 'error', `expected a finite MOS, got ${mos}`)
  else if (mos < min - slack || mos > max + slack) {
    add('mos-out-of-range', 'error', `MOS ${mos} is outside the declared scale ${min} to ${max}`)
  }
  if (std === undefined) return findings
  if (!Number.isFinite(std) || std < 0) {
    add('invalid-std', 'error', `expected a finite standard deviation of zero or more, got ${std}`)
  } else if (std > largestStd(min, max) + slack) {
    add(
      'std-too-large',
      'warning',
      `standard deviation ${std} is more than opinions between ${min} and ${max} can have; is it a variance, or on another scale?`,
    )
  }
  return findings
}

/**
 * The largest sample standard deviation of opinions on a scale: one opinion at each end, n = 2, where
 * s = (max − min)/√2. (With many raters it tends to (max − min)/2, Popoviciu's bound.)
 */
function largestStd(min: number, max: number): number {
  return (max - min) / Math.SQRT2
}
