import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { isFailedRow, type Row } from '../output/row.ts'
import { tableFormat } from '../output/table-format.ts'
import { tableLook } from '../output/table-look.ts'
import { say } from '../terminal.ts'
import { collectRows } from './collect-rows.ts'
import type { CommandContext } from './command-context.ts'
import type { GateFlags } from './gate-options.ts'

/** `deqa gate`. */
export async function gate(
  inputs: readonly string[],
  flags: GateFlags,
  context: CommandContext,
): Promise<ExitCode> {
  const { stdout, stderr } = context.terminal
  const { min } = flags
  const { provenance, rows } = await collectRows(inputs, flags, context)
  const passes = (row: Row): boolean => !isFailedRow(row) && row.score >= min
  const stopped = rows.filter((row) => !passes(row))
  if (flags.json) {
    const results = rows.map((row) => ({ passed: passes(row), ...row }))
    const passed = stopped.length === 0
    stdout.write(`${JSON.stringify({ ...provenance, min, passed, results }, null, 2)}\n`)
  } else if (stopped.length > 0) {
    const table = tableFormat(
      stopped.map(({ file }) => file),
      tableLook(stdout),
    )
    stdout.write(table.head + stopped.map((row) => table.row(row)).join(''))
  }
  const failed = stopped.filter(isFailedRow).length
  const lower = stopped.length - failed
  if (lower > 0) say(stderr, `${lower} of ${rows.length} images score less than ${min}`)
  if (failed > 0) say(stderr, `${failed} of ${rows.length} images have no score`)
  if (lower > 0) return exitCodes.stoppedByGate
  return failed > 0 ? exitCodes.someFailed : exitCodes.done
}
