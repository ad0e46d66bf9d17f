import { mkdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { writeDurably } from '../checkpoint/durable-files.ts'
import { configEntries } from '../config/describe-config.ts'
import { isLocation } from '../config/locate-paths.ts'
import { type TrainingConfig, trainingConfigSchema } from '../config/schema.ts'
import { TrainerError } from '../errors.ts'

/** The file that makes a folder a run. */
const RUN_FILE = 'run.json'

/** Where everything of a run lies, below its folder. The files of the finished model lie in the folder itself. */
export function runPaths(folder: string) {
  return {
    run: join(folder, RUN_FILE),
    environment: join(folder, 'environment.json'),
    events: join(folder, 'events.jsonl'),
    checkpoints: join(folder, 'checkpoints'),
    tensorBoard: join(folder, 'tensorboard'),
    report: join(folder, 'report.html'),
    tokenizer: join(folder, 'tokenizer.model'),
    engine: join(folder, 'engine'),
  } as const
}

export async function isRunFolder(folder: string): Promise<boolean> {
  return (await stat(join(folder, RUN_FILE)).catch(() => undefined)) !== undefined
}

/**
 * Values that may change between the sessions of a run: no update depends on them, but for the last bits of it on
 * `engine.threads`.
 */
const FREE =
  /^(name$|engine\.(threads|workers)|data\.(workers|prefetch|cache)|output\.|checkpoints\.keepLast|text\.vocabulary|(evaluation\.)?datasets\[\d+\]\.title$)/

/** What a run is, as its folder says. */
export interface RunFile {
  readonly config: TrainingConfig
  /** What it began with, where that had been trained before. */
  readonly start?: RunStart
}

const runStartSchema = z.strictObject({
  /** Digest of the weights that the run changes. */
  trained: z.string(),
  /** Digest of those that it leaves as they are. */
  frozen: z.string(),
})

/** What tells the weights that a run begins with from others; see `runStart`. */
export type RunStart = Readonly<z.output<typeof runStartSchema>>

/**
 * Claims a folder for a run, or finds the run that is to go on there.
 *
 * @returns the run there, as it was begun.
 * @throws {TrainerError} `RUN_EXISTS` if there is a run and it is not to go on; `RUN_MISMATCH` if its configuration
 *   was another one: other than by `FREE` values and the places of its data.
 */
export async function claimRunFolder(folder: string, run: RunFile, resume: boolean): Promise<RunFile> {
  await mkdir(folder, { recursive: true })
  if (!(await isRunFolder(folder))) {
    await writeDurably(join(folder, RUN_FILE), serialize(run))
    return run
  }
  if (!resume) {
    throw new TrainerError('RUN_EXISTS', `${folder}: there is a run already`, {
      advice: 'Go on with it (--resume), or name another folder.',
    })
  }
  const found = await readRunFile(folder)
  const changes = changesBetween(found.config, run.config)
  if (changes.length > 0) {
    throw new TrainerError(
      'RUN_MISMATCH',
      `${folder}: the run there has another configuration:\n${changes.map((change) => `  ${change}`).join('\n')}`,
      { advice: 'Use its own configuration, or name another folder.' },
    )
  }
  return found
}

/**
 * The configuration of a run, and what it began with.
 *
 * @throws {TrainerError} (`RUN_NOT_FOUND`) if the folder is none, or of another version.
 */
export async function readRunFile(folder: string): Promise<RunFile> {
  const file = join(folder, RUN_FILE)
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new TrainerError('RUN_NOT_FOUND', `${folder}: is no folder of a training run`, {
      advice: 'Give the folder that was --out of deqa train.',
      cause,
    })
  })
  try {
    const { format, version, config, start } = JSON.parse(text) as Record<string, unknown>
    if (format !== 'deqa-run' || version !== 1) throw new Error(`is format ${format}, version ${version}`)
    return {
      config: trainingConfigSchema.parse(config),
      ...(start !== undefined && { start: runStartSchema.parse(start) }),
    }
  } catch (cause) {
    throw new TrainerError(
      'RUN_NOT_FOUND',
      `${file}: is no run of this version: ${(cause as Error).message}`,
      {
        cause,
      },
    )
  }
}

function serialize(run: RunFile): string {
  return `${JSON.stringify({ format: 'deqa-run', version: 1, ...run }, null, 2)}\n`
}

function changesBetween(before: TrainingConfig, now: TrainingConfig): string[] {
  const [old, fresh] = [before, now].map(
    (config) => new Map(configEntries(config).map(({ path, value }) => [path, value])),
  ) as [Map<string, unknown>, Map<string, unknown>]
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((path) => {
    const values = [old.get(path), fresh.get(path)] as const
    if (FREE.test(path) || isDeepStrictEqual(...values) || isMove(path, ...values)) return []
    return [`${path}: ${show(values[0])} there, ${show(values[1])} here`]
  })
}

/** Whether a set may lie elsewhere now. That it still says the same is the user's word. */
function isMove(path: string, before: unknown, now: unknown): boolean {
  if (!/^(evaluation\.)?datasets\[/.test(path) || !isLocation(path)) return false
  // Images that have left the place where their set expects them are named.
  return path.endsWith('.images') || (before !== undefined && now !== undefined)
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
