import { type CachedModel, type CachedSnapshot, hubCacheFolder, listCachedModels } from '@deqa/model'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { formatBytes } from '../output/format-bytes.ts'
import { formatTextTable } from '../output/text-table.ts'
import { printable, say } from '../terminal.ts'
import type { CommandContext } from './command-context.ts'
import { kindWords } from './kind-words.ts'
import type { ModelsFlags } from './models-options.ts'

/** `deqa models`. */
export async function models(
  { all, json, cacheDir }: ModelsFlags,
  { terminal: { stdout, stderr } }: CommandContext,
): Promise<ExitCode> {
  const options = cacheDir === undefined ? {} : { cacheDir }
  const cached = await listCachedModels(options)
  const shown = cached.filter(({ isReadable }) => all || isReadable)
  if (json) {
    stdout.write(`${JSON.stringify({ cacheDir: hubCacheFolder(options), models: shown }, null, 2)}\n`)
    return exitCodes.done
  }
  if (shown.length > 0) stdout.write(modelsTable(shown))
  const others = cached.length - shown.length
  say(
    stderr,
    [
      `${formatBytes(shown.reduce((total, { bytes }) => total + bytes, 0))} in ${hubCacheFolder(options)}`,
      ...(others > 0 ? [`${others} of other programs are not shown; see them with --all`] : []),
    ].join('\n'),
  )
  return exitCodes.done
}

function modelsTable(shown: readonly CachedModel[]): string {
  return formatTextTable({
    head: ['model', 'revision', 'kind', 'size'],
    rows: shown.flatMap((model) =>
      model.snapshots.length === 0
        ? [[model.id, '', 'unfinished', formatBytes(model.bytes)]]
        : model.snapshots.map((snapshot, place) => [
            printable(model.id),
            revisionWords(model, snapshot),
            isUnfinished(model, snapshot) ? 'unfinished' : kindWords[snapshot.kind],
            // Revisions share files: the size is that of all together.
            place === 0 ? formatBytes(model.bytes) : '',
          ]),
    ),
  })
}

function isUnfinished({ bytesUnfinished }: CachedModel, { kind, missing }: CachedSnapshot): boolean {
  // A checkpoint is not known as one before its weights are there.
  return missing.length > 0 || (kind === 'files' && bytesUnfinished > 0)
}

/** `main 246e219b7e3b`, or the commit alone if no branch or tag is known to stand for it. */
function revisionWords({ refs }: CachedModel, { commit }: CachedSnapshot): string {
  const names = Object.keys(refs).filter((name) => refs[name] === commit)
  return printable([...names, commit.slice(0, 12)].join(' '))
}
