import {
  type CachedModel,
  type CachedSnapshot,
  type ConvertedModel,
  hubCacheFolder,
  listCachedModels,
  listConvertedModels,
  modelCacheFolder,
} from '@deqa/model'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { formatBytes } from '../output/format-bytes.ts'
import { formatTextTable } from '../output/text-table.ts'
import { say } from '../terminal.ts'
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
  const converted = await listConvertedModels()
  if (json) {
    const caches = { cacheDir: hubCacheFolder(options), modelCacheDir: modelCacheFolder() }
    stdout.write(`${JSON.stringify({ ...caches, models: shown, converted }, null, 2)}\n`)
    return exitCodes.done
  }
  if (shown.length + converted.length > 0) stdout.write(modelsTable(shown, converted))
  const others = cached.length - shown.length
  say(
    stderr,
    [
      `${formatBytes(totalBytes(shown))} in ${hubCacheFolder(options)}`,
      ...(converted.length > 0 ? [`${formatBytes(totalBytes(converted))} in ${modelCacheFolder()}`] : []),
      ...(others > 0 ? [`${others} of other programs are not shown; see them with --all`] : []),
    ].join('\n'),
  )
  return exitCodes.done
}

function totalBytes(models: readonly { readonly bytes: number }[]): number {
  return models.reduce((total, { bytes }) => total + bytes, 0)
}

function modelsTable(shown: readonly CachedModel[], converted: readonly ConvertedModel[]): string {
  return formatTextTable({
    head: ['model', 'revision', 'kind', 'size'],
    rows: [
      ...shown.flatMap((model) =>
        model.snapshots.length === 0
          ? [[model.id, '', 'unfinished', formatBytes(model.bytes)]]
          : model.snapshots.map((snapshot, place) => [
              model.id,
              revisionWords(model, snapshot),
              isUnfinished(model, snapshot) ? 'unfinished' : kindWords[snapshot.kind],
              // Revisions share files: the size is that of all together.
              place === 0 ? formatBytes(model.bytes) : '',
            ]),
      ),
      ...converted.map(({ id, commit, dtype, base, bytes }) => [
        id,
        commit.slice(0, 12),
        `a model, ${dtype}${base === undefined ? '' : ` over ${base}`}`,
        formatBytes(bytes),
      ]),
    ],
  })
}

function isUnfinished({ bytesUnfinished }: CachedModel, { kind, missing }: CachedSnapshot): boolean {
  // A checkpoint is not known as one before its weights are there.
  return missing.length > 0 || (kind === 'files' && bytesUnfinished > 0)
}

/** `main 246e219b7e3b`, or the commit alone if no branch or tag is known to stand for it. */
function revisionWords({ refs }: CachedModel, { commit }: CachedSnapshot): string {
  const names = Object.keys(refs).filter((name) => refs[name] === commit)
  return [...names, commit.slice(0, 12)].join(' ')
}
