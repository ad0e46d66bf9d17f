import { type Command, Option } from 'commander'
import type { CommandContext, Run } from './command-context.ts'
import { jsonOption } from './shared-options.ts'

export interface ReportFlags {
  readonly html?: string
  readonly csv?: true
  readonly json?: true
}

const examples = `Examples:
  deqa report runs/my                                 results so far, also while it trains
  deqa report runs/table-6-* --html table-6.html      runs side by side, with their curves
  deqa report runs/table-6-* --csv > table-6.csv
`

/** `deqa report`: what it takes. */
export function addReportCommand(program: Command, context: CommandContext, run: Run): void {
  program
    .command('report')
    .description("Results of training runs in the form of the paper's tables, and their curves.")
    .argument('<runs...>', 'folders of runs, finished or not')
    .option('--html <page>', 'write one page with tables, curves and settings')
    .addOption(new Option('--csv', 'every number, one line for each run and dataset').conflicts('json'))
    .addOption(jsonOption())
    .addHelpText('before', examples)
    .action((folders: string[], flags: ReportFlags) =>
      run(async () => (await import('./report.ts')).report(folders, flags, context)),
    )
}
