/** Our training step against PyTorch's. Run: pnpm --filter @deqa/benchmarks bench [--help] */
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { TrainingCase } from './cases/training-case.ts'
import { vitTiny } from './cases/vit-tiny.ts'
import { wholeNetwork } from './cases/whole-network.ts'
import { writeCase } from './cases/write-case.ts'
import { alternate, type Schedule } from './measure/alternate.ts'
import { ourSide } from './measure/our-side.ts'
import { requireSameLosses } from './measure/require-same-losses.ts'
import { median, summarize } from './measure/summarize.ts'
import { describeMachine } from './report/machine.ts'
import { HEADING, machineLine, NO_TORCH, type Result, resultLine } from './report/report-lines.ts'
import { findTorch, INSTALL, type Torch } from './torch/find-torch.ts'
import { torchSide } from './torch/torch-side.ts'

const CASES = { 'vit-tiny': vitTiny, 'whole-network': wholeNetwork }

const HELP = `Usage: pnpm --filter @deqa/benchmarks bench [options]
  --case NAME     one of ${Object.keys(CASES).join(', ')}  [both]
  --threads N     on both sides; may be given again  [1 and 2]
  --blocks N      measured blocks of each side  [5]
  --steps N       steps in a block  [3]
  --json          print JSON and nothing else`

const { values: flags } = parseArgs({
  options: {
    case: { type: 'string', multiple: true, default: Object.keys(CASES) },
    threads: { type: 'string', multiple: true, default: availableParallelism() > 1 ? ['1', '2'] : ['1'] },
    blocks: { type: 'string', default: '5' },
    steps: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

try {
  if (flags.help) console.log(HELP)
  else await compareTraining()
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}

async function compareTraining(): Promise<void> {
  const say = (line: string) => {
    if (!flags.json) console.log(line)
  }
  const schedule = { blocks: count('blocks', flags.blocks), steps: count('steps', flags.steps) }
  const threadCounts = flags.threads.map((threads) => count('threads', threads))
  const cases = flags.case.map(makeCase)
  const torch = await findTorch()
  if (torch?.blas === null) {
    throw new Error(
      `${torch.python}: PyTorch ${torch.version} runs on the reference BLAS, about 20 times slower than it can be. ` +
        `Not measured. To compare: ${INSTALL}`,
    )
  }
  const machine = describeMachine(torch)
  say(`One training step (forward, backward, AdamW), median of ${schedule.blocks} × ${schedule.steps} steps`)
  say(machineLine(machine))
  if (!torch) say(NO_TORCH)
  const results: Result[] = []
  for (const trainingCase of cases) {
    say(`\n${trainingCase.description}\n${HEADING}`)
    for (const threads of threadCounts) {
      const result = await measure(trainingCase, threads, torch, schedule)
      say(resultLine(result))
      results.push(result)
    }
  }
  if (flags.json) console.log(JSON.stringify({ machine, schedule, results }, null, 2))
}

async function measure(
  trainingCase: TrainingCase,
  threads: number,
  torch: Torch | undefined,
  schedule: Schedule,
): Promise<Result> {
  const { name, description, goal } = trainingCase
  const result = { case: name, description, goal, threads }
  const folder = await mkdtemp(join(tmpdir(), 'deqa-bench-'))
  try {
    await using ours = await ourSide(trainingCase, threads)
    if (!torch) {
      const [alone] = await alternate([ours], schedule)
      return { ...result, ours: median(alone!.measured.flatMap(({ milliseconds }) => milliseconds)) }
    }
    await writeCase(folder, trainingCase)
    await using rival = torchSide(torch, folder, threads)
    const [own, theirs] = await alternate([ours, rival], schedule)
    const lossDifference = requireSameLosses(own!, theirs!)
    const comparison = summarize(own!, theirs!)
    return { ...result, ours: comparison.ours, torch: { ...comparison, lossDifference } }
  } finally {
    await rm(folder, { recursive: true })
  }
}

function makeCase(name: string): TrainingCase {
  if (name === 'vit-tiny' || name === 'whole-network') return CASES[name]()
  throw new RangeError(`--case: expected one of ${Object.keys(CASES).join(', ')}, got ${name}`)
}

function count(flag: string, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new RangeError(`--${flag}: expected a whole number above 0, got ${text}`)
}
