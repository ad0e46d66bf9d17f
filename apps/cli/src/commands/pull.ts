import { type PulledModel, type PullOptions, type PullPlan, planPull, pullModel } from '@deqa/model'
import { Interrupted } from '../errors.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { formatBytes } from '../output/format-bytes.ts'
import { statusLine } from '../output/status-line.ts'
import { formatTextTable } from '../output/text-table.ts'
import { transferText } from '../output/transfer-text.ts'
import { say } from '../terminal.ts'
import type { CommandContext } from './command-context.ts'
import { confirm } from './confirm.ts'
import { kindWords } from './kind-words.ts'
import type { PullFlags } from './pull-options.ts'

/** `deqa pull`. */
export async function pull(id: string, flags: PullFlags, context: CommandContext): Promise<ExitCode> {
  const { stdout, stderr } = context.terminal
  const { revision, include, exclude, cacheDir, verify } = flags
  const options: PullOptions = {
    ...(revision !== undefined && { revision }),
    ...(include && { include }),
    ...(exclude && { exclude }),
    ...(cacheDir !== undefined && { cacheDir }),
    ...(verify && { verify }),
    signal: context.signal,
  }
  const status = statusLine(stderr)
  status.show(`asking the hub for ${id} …`)
  const plan = await planPull(id, options).finally(() => status.clear())

  if (flags.dryRun) {
    stdout.write(flags.json ? `${JSON.stringify(plan, null, 2)}\n` : planTable(plan))
    if (!flags.json) say(stderr, planText(plan))
    return exitCodes.done
  }
  if (plan.bytesToFetch > 0) say(stderr, planText(plan))
  if (plan.bytesToFetch > 0 && fits(plan) && !flags.yes) {
    if (!(await confirm(`Fetch ${formatBytes(plan.bytesToFetch)}?`, context))) {
      say(stderr, 'nothing was fetched')
      throw new Interrupted()
    }
  }
  const pulled = await fetchPlan(plan, options, context)
  for (const line of nextSteps(pulled, flags)) say(stderr, line)
  stdout.write(flags.json ? `${JSON.stringify(pulled, null, 2)}\n` : `${pulled.folder}\n`)
  return exitCodes.done
}

async function fetchPlan(
  plan: PullPlan,
  options: PullOptions,
  { terminal: { stderr }, signal }: CommandContext,
): Promise<PulledModel> {
  const status = statusLine(stderr)
  let here = plan.bytes - plan.bytesToFetch
  if (options.verify) status.show(`comparing ${formatBytes(here)} with their digests …`)
  try {
    return await pullModel(plan, {
      ...options,
      onProgress(progress) {
        here = progress.bytesDone
        status.show(transferText(progress))
      },
    })
  } catch (error) {
    status.clear()
    if (signal.aborted && plan.bytesToFetch > 0)
      say(
        stderr,
        `${formatBytes(here)} of ${formatBytes(plan.bytes)} are here; the same command goes on from there`,
      )
    throw error
  } finally {
    status.clear()
  }
}

function planText(plan: PullPlan): string {
  const { id, revision, commit, kind, files, bytes, bytesToFetch, freeBytes, folder } = plan
  const here = bytesToFetch < bytes ? `, ${formatBytes(bytes - bytesToFetch)} of it are here` : ''
  const free = freeBytes === undefined ? '' : `, ${formatBytes(freeBytes)} are free`
  return [
    `${id}, ${revision === commit ? 'commit' : revision} ${commit.slice(0, 12)}: ${kindWords[kind]}, ${countOf(files.length)}, ${formatBytes(bytes)}${here}`,
    `to fetch: ${formatBytes(bytesToFetch)}${free}${fits(plan) ? '' : ': there is no room for it'}`,
    `folder: ${folder}`,
  ].join('\n')
}

function planTable({ files }: PullPlan): string {
  return formatTextTable({
    head: ['file', 'size', 'here'],
    rows: files.map(({ path, bytes, bytesHere }) => [
      path,
      formatBytes(bytes),
      bytesHere === bytes ? 'all' : bytesHere === 0 ? '' : formatBytes(bytesHere),
    ]),
  })
}

function fits({ bytesToFetch, freeBytes }: PullPlan): boolean {
  return freeBytes === undefined || bytesToFetch <= freeBytes
}

function countOf(files: number): string {
  return `${files} ${files === 1 ? 'file' : 'files'}`
}

/** What to do with what has come. The folder itself is printed as data. */
function nextSteps({ id, kind, base, folder }: PulledModel, { revision, cacheDir }: PullFlags): string[] {
  if (kind === 'files') return []
  const where = `${revision === undefined ? '' : ` --revision ${revision}`}${cacheDir === undefined ? '' : ` --cache-dir ${cacheDir}`}`
  const use = `use it: deqa score <images> --model ${id}${where}`
  if (kind === 'model') return [use]
  if (kind === 'checkpoint')
    return [use, `or make a model of it elsewhere: deqa convert ${folder} --out <folder>`]
  return [
    `${use}, which also fetches its base${base === undefined ? '' : `, ${base}`}`,
    `or make a model of both elsewhere: deqa convert ${folder} --base <folder of the base> --out <folder>`,
  ]
}
