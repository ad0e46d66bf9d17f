import { listCachedModels, listConvertedModels, removeCachedModel, removeConvertedModels } from '@deqa/model'
import { Interrupted } from '../errors.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { formatBytes } from '../output/format-bytes.ts'
import { say } from '../terminal.ts'
import type { CommandContext } from './command-context.ts'
import { confirm } from './confirm.ts'
import type { RmFlags } from './rm-options.ts'

/** `deqa rm`. */
export async function rm(
  id: string,
  { cacheDir, keepConverted, yes }: RmFlags,
  context: CommandContext,
): Promise<ExitCode> {
  const { stderr } = context.terminal
  const options = cacheDir === undefined ? {} : { cacheDir }
  const download = (await listCachedModels(options)).find((cached) => cached.id === id)
  const converted = keepConverted ? [] : (await listConvertedModels()).filter((model) => model.id === id)
  const bytes = [...(download ? [download] : []), ...converted].reduce((sum, { bytes }) => sum + bytes, 0)
  const folders = [...(download ? [download] : []), ...converted].map(({ folder }) => folder)
  const question = `Remove ${formatBytes(bytes)} at ${folders.join(' and ')}?`
  if (folders.length > 0 && !yes && !(await confirm(question, context))) {
    say(stderr, 'nothing was removed')
    throw new Interrupted()
  }
  const removed: string[] = []
  if (converted.length > 0) removed.push(await removeConvertedModels(id))
  // Without either, this says that there is none.
  if (download || removed.length === 0) removed.push(await removeCachedModel(id, options))
  say(stderr, `removed ${removed.join(' and ')}${bytes > 0 ? `, ${formatBytes(bytes)}` : ''}`)
  return exitCodes.done
}
