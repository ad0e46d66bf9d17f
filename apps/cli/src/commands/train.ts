import {
  describeConfig,
  loadConfig,
  overrideConfig,
  type RunEvent,
  resultsTables,
  type TrainingConfig,
  train as trainNetwork,
} from '@deqa/trainer'
import { Interrupted, UsageError } from '../errors.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { checkOutFolder } from '../output/check-out-folder.ts'
import { columnsOf } from '../output/columns-of.ts'
import { statusLine } from '../output/status-line.ts'
import { formatTextTable } from '../output/text-table.ts'
import { say } from '../terminal.ts'
import { collectLessOften } from '../training/collect-less-often.ts'
import { evaluationText, trainingProgressText } from '../training/training-text.ts'
import type { CommandContext } from './command-context.ts'
import type { TrainFlags } from './train-options.ts'

/** `deqa train`. */
export async function train(file: string, flags: TrainFlags, context: CommandContext): Promise<ExitCode> {
  const { stdout, stderr } = context.terminal
  const config = await readConfig(file, flags.override ?? [])
  if (flags.printConfig) {
    stdout.write(flags.json ? `${JSON.stringify(config, null, 2)}\n` : `${describeConfig(config)}\n`)
    return exitCodes.done
  }
  const { out, resume } = flags
  if (out === undefined) throw new UsageError('--out: expected a folder for the run', 'Add --out <folder>.')
  await checkOutFolder(out, '--out')
  collectLessOften()
  const status = statusLine(stderr)
  status.show('reading ratings and building the network …')
  const tell = (message: string): void => {
    status.clear()
    say(stderr, message)
  }
  /** The newest checkpoint; undefined where there is none. */
  let saved: number | undefined
  const result = await trainNetwork(config, {
    out,
    ...(resume && { resume }),
    signal: context.signal,
    onEvent(event) {
      // A run that goes on starts from a checkpoint; one that begins has none before it says so.
      if (event.type === 'checkpoint' || (event.type === 'start' && event.step > 0)) saved = event.step
      showEvent(event, config, tell, stderr.isTTY ? (text) => status.show(text) : undefined)
    },
  }).catch((error: unknown) => {
    if (context.signal.reason instanceof Interrupted)
      tell(
        saved === undefined
          ? 'interrupted before the first update of this session; go on with --resume'
          : `interrupted: saved after step ${saved}, go on with --resume`,
      )
    status.clear()
    throw error
  })
  status.clear()

  if (flags.json) {
    stdout.write(`${JSON.stringify({ out, ...result }, null, 2)}\n`)
    return exitCodes.done
  }
  if (result.evaluations.length > 0) {
    const tables = resultsTables([{ name: config.name, results: result.evaluations }])
    stdout.write(`${tables.map((table) => formatTextTable(table, columnsOf(stdout))).join('\n')}\n`)
  }
  if (result.report !== undefined) stdout.write(`report  ${result.report}\n`)
  stdout.write(
    result.isModel
      ? `model   ${out}  (deqa score <images> --model ${out})\n`
      : `the network has ${config.levels.words.length} levels, a scorer five: the folder is no model\n`,
  )
  return exitCodes.done
}

async function readConfig(file: string, overrides: readonly string[]): Promise<TrainingConfig> {
  return loadConfig(file, (value) => {
    try {
      return overrideConfig(value, overrides)
    } catch (error) {
      throw new UsageError(`--${(error as Error).message}`, 'As in --override schedule.steps=100')
    }
  })
}

/** @param show - the progress line; without one a step is told of now and then. */
function showEvent(
  event: RunEvent,
  { evaluation }: TrainingConfig,
  tell: (message: string) => void,
  show: ((text: string) => void) | undefined,
): void {
  switch (event.type) {
    case 'start':
      if (event.step > 0) tell(`going on after step ${event.step} of ${event.totalSteps}`)
      break
    case 'step': {
      const every = Math.max(1, Math.ceil(event.totalSteps / 20))
      const isDue = event.step === 1 || event.step % every === 0 || event.step === event.totalSteps
      if (show) show(trainingProgressText(event))
      else if (isDue) tell(trainingProgressText(event))
      break
    }
    case 'evaluation':
      tell(`step ${event.step}  ${evaluationText(event.summary, evaluation.metrics)}`)
      break
    case 'checkpoint':
      if (event.best) tell(`step ${event.step}  the best so far, kept in ${event.folder}`)
      break
    case 'notice':
      tell(event.message)
      break
    case 'end':
      break
  }
}
