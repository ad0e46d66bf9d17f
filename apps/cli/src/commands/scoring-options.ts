import type { PromptName } from '@deqa/model'
import type { Command } from 'commander'
import {
  addComputeOptions,
  type ComputeFlags,
  type HubModelFlags,
  modelOption,
  parseCount,
  promptOption,
} from './shared-options.ts'

/** How a command that scores many images does it. */
export interface ScoringFlags extends HubModelFlags, ComputeFlags {
  readonly model?: string
  readonly yes?: true
  readonly prompt?: PromptName
  readonly batchSize?: number
}

/** The options of a command that scores many images, but for those of models of the hub. */
export function addScoringOptions(command: Command): Command {
  command.addOption(modelOption()).addOption(promptOption())
  return addComputeOptions(command).option(
    '--batch-size <n>',
    'images per run of the network; scores move by rounding alone',
    parseCount,
  )
}
