import { Command, CommanderError } from 'commander'
import { cliVersion } from './cli-version.ts'
import { addBenchCommand } from './commands/bench-options.ts'
import type { CommandContext, Run } from './commands/command-context.ts'
import { addCompareCommand } from './commands/compare-options.ts'
import { addConvertCommand } from './commands/convert-options.ts'
import { addDatasetCommand } from './commands/dataset-make-options.ts'
import { addDoctorCommand } from './commands/doctor-options.ts'
import { addEvalCommand } from './commands/eval-options.ts'
import { addExportCommand } from './commands/export-options.ts'
import { addGateCommand } from './commands/gate-options.ts'
import { addLabelCommand } from './commands/label-options.ts'
import { addMergeCommand } from './commands/merge-options.ts'
import { addModelsCommand } from './commands/models-options.ts'
import { addPullCommand } from './commands/pull-options.ts'
import { addRankCommand } from './commands/rank-options.ts'
import { addReportCommand } from './commands/report-options.ts'
import { addRmCommand } from './commands/rm-options.ts'
import { addScoreCommand } from './commands/score-options.ts'
import { addStatsCommand } from './commands/stats-options.ts'
import { addTrainCommand } from './commands/train-options.ts'
import { messageOf, OutputFailed } from './errors.ts'
import { type ExitCode, exitCodeOf, exitCodes } from './exit-codes.ts'
import { say } from './terminal.ts'

const examples = `Examples:
  deqa score photos --csv > scores.csv      every image below a folder
  deqa compare before.jpg after.jpg         how likely is the first one better?
  deqa rank photos --worst 20               those to look at
  deqa pull zhiyuanyou/DeQA-Score-Mix3      download a checkpoint, to convert
  deqa convert ./DeQA-Score --out ./model   make a runnable model of a checkpoint
  deqa stats ratings.csv                    what labels keep of your ratings
  deqa train my.yaml --out runs/my          learn from your ratings, without Python
  deqa eval runs/my ratings.csv             how well does a model agree with them?
`

/**
 * Parses the arguments and runs what they ask for. Never throws: an error becomes one message on standard
 * error and an exit code. `DEQA_DEBUG` adds the stack.
 */
export async function runProgram(argv: readonly string[], context: CommandContext): Promise<ExitCode> {
  const { stdout, stderr } = context.terminal
  let exitCode: ExitCode = exitCodes.done
  const run: Run = async (command) => {
    exitCode = await command()
  }

  const program = new Command('deqa')
    .description('Scores image quality from 1 (bad) to 5 (excellent), without a reference image.')
    .version(cliVersion(), '-V, --version')
    .exitOverride()
    .showHelpAfterError('Each command explains itself with --help, examples first.')
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'deqa: ')),
    })
    .addHelpText('before', examples)
  addScoreCommand(program, context, run)
  addCompareCommand(program, context, run)
  addRankCommand(program, context, run)
  addGateCommand(program, context, run)
  addMergeCommand(program, context, run)
  addPullCommand(program, context, run)
  addConvertCommand(program, context, run)
  addModelsCommand(program, context, run)
  addRmCommand(program, context, run)
  addLabelCommand(program, context, run)
  addStatsCommand(program, context, run)
  addTrainCommand(program, context, run)
  addEvalCommand(program, context, run)
  addExportCommand(program, context, run)
  addReportCommand(program, context, run)
  addDatasetCommand(program, context, run)
  addBenchCommand(program, context, run)
  addDoctorCommand(program, context, run)

  if (argv.length === 0) {
    program.outputHelp()
    return exitCodes.done
  }
  try {
    await program.parseAsync(argv, { from: 'user' })
    return exitCode
  } catch (error) {
    const cause = context.signal.aborted ? context.signal.reason : error
    const code = exitCodeOf(cause)
    // The parser has said what is wrong, and `main` what became of standard output.
    const isTold = cause instanceof CommanderError || cause instanceof OutputFailed
    if (isTold || code === exitCodes.done || code === exitCodes.interrupted) return code
    say(stderr, messageOf(cause))
    if (process.env['DEQA_DEBUG'] && cause instanceof Error) stderr.write(`${cause.stack}\n`)
    return code
  }
}
