import type { ModelInfo } from '@deqa/model'
import type { Provenance } from '../output/ndjson-format.ts'
import { say } from '../terminal.ts'
import type { CommandContext } from './command-context.ts'
import { describeChosen } from './describe-chosen.ts'
import { loadOptions, modelOf } from './load-options.ts'
import { readyModel } from './ready-model.ts'
import type { ScoringFlags } from './scoring-options.ts'

export interface ChosenModel {
  /** What to load: a name that is built in, or a folder. */
  readonly name: string
  readonly info: ModelInfo
  readonly provenance: Provenance
}

/**
 * The model that a command line asks for, fetched and converted if need be. What its users must know is said.
 *
 * @throws {UsageError} as `readyModel` and `describeChosen`.
 */
export async function chooseModel(flags: ScoringFlags, context: CommandContext): Promise<ChosenModel> {
  const name = await readyModel(modelOf(flags), flags, context)
  const info = await describeChosen(name, loadOptions(flags))
  if (info.notice) say(context.terminal.stderr, info.notice)
  const { revision, prompt } = info
  return {
    name,
    info,
    provenance: { model: info.name, revision, prompt, autoOrient: flags.autoOrient ?? false },
  }
}
