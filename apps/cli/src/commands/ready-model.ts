import { namesHubModel, type PendingModel, type PlanModelOptions, planModel, prepareModel } from '@deqa/model'
import { Interrupted, UsageError } from '../errors.ts'
import { convertText } from '../output/convert-text.ts'
import { formatBytes } from '../output/format-bytes.ts'
import { modelPlanText } from '../output/model-plan-text.ts'
import { statusLine } from '../output/status-line.ts'
import { transferText } from '../output/transfer-text.ts'
import { say } from '../terminal.ts'
import type { CommandContext } from './command-context.ts'
import { canAsk, confirm } from './confirm.ts'
import { type HubModelFlags, hubModelOptions } from './shared-options.ts'

/**
 * What to load for a model that was named: itself, or the folder of a model of the hub. One that is not ready is fetched
 * and converted, after saying what that takes and asking.
 *
 * @throws {UsageError} if nobody can be asked and the command line does not allow it.
 * @throws {Interrupted} if the answer was no.
 */
export async function readyModel(
  name: string,
  flags: HubModelFlags & { readonly yes?: true },
  context: CommandContext,
): Promise<string> {
  if (!(await namesHubModel(name))) return name
  const { stderr } = context.terminal
  const options: PlanModelOptions = { ...hubModelOptions(flags), signal: context.signal }
  const status = statusLine(stderr)
  status.show(`looking for ${name} …`)
  const plan = await planModel(name, options).finally(() => status.clear())
  if (plan.isReady) return plan.folder
  say(stderr, modelPlanText(plan))
  if (!flags.yes && hasRoom(plan)) await requireConsent(plan, context)
  return await prepare(plan, options, context)
}

function hasRoom({ disk }: PendingModel): boolean {
  return disk.every(({ bytes, freeBytes }) => freeBytes === undefined || bytes <= freeBytes)
}

async function requireConsent(plan: PendingModel, context: CommandContext): Promise<void> {
  const work = [plan.bytesToFetch > 0 && 'fetch', plan.conversion && 'convert'].filter(Boolean).join(' and ')
  if (!canAsk(context)) {
    throw new UsageError(
      `${plan.id} is not ready, and there is no terminal to ask on`,
      `Pass --yes to ${work} it.`,
    )
  }
  if (await confirm(`${work[0]!.toUpperCase()}${work.slice(1)}?`, context)) return
  say(context.terminal.stderr, 'nothing was done')
  throw new Interrupted()
}

async function prepare(
  plan: PendingModel,
  options: PlanModelOptions,
  { terminal: { stderr }, signal }: CommandContext,
): Promise<string> {
  const status = statusLine(stderr)
  let whatIsKept = 'the same command goes on from there'
  try {
    const { folder, warnings } = await prepareModel(plan, {
      ...options,
      onProgress(progress) {
        if (progress.stage === 'convert') {
          whatIsKept = 'the download is kept; the same command goes on with the conversion where it was'
          status.show(`converting: ${convertText(progress)}`)
        } else {
          const { id, bytesDone, bytesTotal } = progress
          whatIsKept = `${formatBytes(bytesDone)} of ${formatBytes(bytesTotal)} of ${id} are here; the same command goes on from there`
          status.show(`${plan.pulls.length > 1 ? `${id}: ` : ''}${transferText(progress)}`)
        }
      },
    })
    status.clear()
    for (const warning of warnings) say(stderr, warning)
    return folder
  } catch (error) {
    status.clear()
    if (signal.aborted) say(stderr, whatIsKept)
    throw error
  }
}
