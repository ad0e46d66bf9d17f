import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { jsonFormat } from '../output/json-format.ts'
import { provenanceFields } from '../output/ndjson-format.ts'
import { isFailedRow, type Row } from '../output/row.ts'
import { streamDestination } from '../output/stream-destination.ts'
import { tableFormat } from '../output/table-format.ts'
import { tableLook } from '../output/table-look.ts'
import { say } from '../terminal.ts'
import { collectRows } from './collect-rows.ts'
import type { CommandContext } from './command-context.ts'
import type { GateFlags } from './gate-options.ts'
import { tellUnscored } from './tell-unscored.ts'

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
  const output = streamDestination(stdout, context.signal)
  if (flags.json) {
    const format = jsonFormat({ ...provenanceFields(provenance), min, passed: stopped.length === 0 })
    await output.write(format.head)
    for (const row of rows) {
      const judged = { passed: passes(row), ...row }
      await output.write(format.row(judged))
    }
    await output.write(format.tail)
  } else if (stopped.length > 0) {
    const table = tableFormat(
      stopped.map(({ file }) => file),
      tableLook(stdout),
    )
    await output.write(table.head)
    for (const row of stopped) await output.write(table.row(row))
  }
  const lower = stopped.filter((row) => !isFailedRow(row)).length
  if (lower > 0) say(stderr, `${lower} of ${rows.length} images score less than ${min}`)
  const code = tellUnscored(rows, stderr)
  return lower > 0 ? exitCodes.stoppedByGate : code
}
