import { type Command, Option } from 'commander'
import { addScoringOptions, type ScoringFlags } from './scoring-options.ts'
import { addHubModelOptions, yesOption } from './shared-options.ts'

/** Where a command that looks at many scores as a whole has them from. */
export interface RowsFlags extends ScoringFlags {
  readonly scores?: string
}

/** The images of such a command, how they are scored, and the scores that can take their place. */
export function addRowsOptions(command: Command): Command {
  command
    .argument('[inputs...]', 'files, folders, quoted globs; - reads a list from standard input')
    .addOption(
      new Option('--scores <file>', 'in place of images, the NDJSON file of an earlier deqa score').conflicts(
        [
          ...['prompt', 'device', 'threads', 'autoOrient', 'batchSize'],
          ...['dtype', 'revision', 'base', 'cacheDir', 'yes'],
        ],
      ),
    )
    .hook('preAction', (self) => {
      // Not by `conflicts`: the environment may name a model for all commands.
      if (self.getOptionValue('scores') !== undefined && self.getOptionValueSource('model') === 'cli')
        self.error("error: option '--scores <file>' cannot be used with option '-m, --model <model>'")
    })
  addScoringOptions(command)
  return addHubModelOptions(command).addOption(yesOption())
}
