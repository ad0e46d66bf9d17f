import type { Comparison } from '../measure/summarize.ts'
import { INSTALL } from '../torch/find-torch.ts'
import type { Machine } from './machine.ts'

/** One case at one number of threads. Without PyTorch there is our time alone. */
export interface Result {
  readonly case: string
  readonly description: string
  readonly goal: number
  readonly threads: number
  readonly ours: number
  readonly torch?: Comparison & { readonly lossDifference: number }
}

export const NO_TORCH = `PyTorch: SKIPPED, no Python with PyTorch was found. To compare: ${INSTALL}`

export function machineLine(machine: Machine): string {
  const { cpu, cores, load, node, onnxruntime, torch, blas } = machine
  const rival = torch === null ? '' : `, PyTorch ${torch} on ${blas}`
  return `${cpu}, ${cores} cores, load ${load.toFixed(2)}; Node ${node}, ONNX Runtime ${onnxruntime}${rival}`
}

export const HEADING = '  threads    ours  PyTorch   ratio  of blocks    goal   losses within'

/** One row under {@link HEADING}. */
export function resultLine({ threads, ours, goal, torch }: Result): string {
  const time = (milliseconds: number) => `${milliseconds.toFixed(0)} ms`
  const row = (...[rival, ratio, spread, difference]: [string, string, string, string]) =>
    [
      `  ${`${threads}`.padEnd(8)}${time(ours).padStart(7)}`,
      rival.padStart(9),
      ratio.padStart(8),
      spread.padStart(11),
      `≤ ${goal}`.padStart(8),
      difference.padStart(16),
    ].join('')
  if (!torch) return row('–', '–', '–', '–')
  const spread = torch.spread.map((ratio) => ratio.toFixed(2)).join('–')
  return row(time(torch.rival), torch.ratio.toFixed(2), spread, torch.lossDifference.toExponential(0))
}
