import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { isFailedRow, type Row } from '../output/row.ts'
import { type OutputStream, say } from '../terminal.ts'

/** Says how many images have no score, if any, and tells the exit code that this makes. */
export function tellUnscored(rows: readonly Row[], stderr: OutputStream): ExitCode {
  const failed = rows.filter(isFailedRow).length
  if (failed === 0) return exitCodes.done
  say(stderr, `${failed} of ${rows.length} images have no score`)
  return exitCodes.someFailed
}
