import { listCachedModels, removeCachedModel } from '@deqa/model'
import { Interrupted } from '../errors.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { formatBytes } from '../output/format-bytes.ts'
import { say } from '../terminal.ts'
import type { CommandContext } from './command-context.ts'
import { confirm } from './confirm.ts'
import type { RmFlags } from './rm-options.ts'

/** `deqa rm`. */
export async function rm(id: string, { cacheDir, yes }: RmFlags, context: CommandContext): Promise<ExitCode> {
  const { stderr } = context.terminal
  const options = cacheDir === undefined ? {} : { cacheDir }
  const model = (await listCachedModels(options)).find((cached) => cached.id === id)
  if (model && !yes && !(await confirm(`Remove ${formatBytes(model.bytes)} at ${model.folder}?`, context))) {
    say(stderr, 'nothing was removed')
    throw new Interrupted()
  }
  const folder = await removeCachedModel(id, options)
  say(stderr, `removed ${folder}${model ? `, ${formatBytes(model.bytes)}` : ''}`)
  return exitCodes.done
}
