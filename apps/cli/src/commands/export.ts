import { readdir } from 'node:fs/promises'
import { exportCheckpoint, openRun, writeRunModel } from '@deqa/trainer'
import { UsageError } from '../errors.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { checkOutFolder } from '../output/check-out-folder.ts'
import { formatFields } from '../output/format-fields.ts'
import { makeFolder } from '../output/make-folder.ts'
import { statusLine } from '../output/status-line.ts'
import type { CommandContext } from './command-context.ts'
import type { ExportFlags } from './export-options.ts'
import { exportTypes } from './export-types.ts'

/** `deqa export`. */
export async function exportRun(
  folder: string,
  flags: ExportFlags,
  { terminal: { stdout, stderr }, signal }: CommandContext,
): Promise<ExitCode> {
  const { out, format, dtype, checkpoint, blend } = flags
  if (format === 'model' && dtype !== 'fp32') {
    throw new UsageError('--dtype: a model has fp32 weights', 'Leave --dtype away.')
  }
  await checkOutFolder(out, '--out')
  const status = statusLine(stderr)
  status.show('reading the run …')
  try {
    const { config, trained, step } = await openRun(folder, checkpoint, { blend })
    signal.throwIfAborted()
    status.show('writing …')
    if (format === 'model') {
      await makeFolder(out, '--out')
      if ((await readdir(out)).length > 0) {
        throw new UsageError(`--out: ${out} is not empty`, 'Name another folder.')
      }
      await writeRunModel(trained, out, config.name, signal)
    } else {
      const adapters = format === 'lora' ? 'lora' : 'merged'
      await exportCheckpoint(trained, out, { dtype: exportTypes[dtype], adapters, signal })
    }
    status.clear()
    const files = (await readdir(out)).sort()
    const use =
      format === 'model' ? `deqa score <images> --model ${out}` : `deqa convert ${out} --out <model>`
    stdout.write(
      flags.json
        ? `${JSON.stringify({ run: folder, out, format, step, blend, files }, null, 2)}\n`
        : formatFields([
            ['run', `${config.name}, after step ${step}`],
            ...(blend < 1 ? ([['blend', `${blend} of the way from what it began with`]] as const) : []),
            ['folder', out],
            ['files', files.join(', ')],
            ['use it', use],
          ]),
    )
    return exitCodes.done
  } finally {
    status.clear()
  }
}
