import type { z } from 'zod'
import { type ConfigProblem, ConfigurationInvalidError } from './errors.ts'
import { guessKey, knownKeys } from './known-keys.ts'
import { locatePaths } from './locate-paths.ts'
import { type TrainingConfig, trainingConfigSchema } from './schema.ts'

/** Where something is written. */
export interface ConfigPlace {
  readonly file: string
  /** From 1, where it is known. */
  readonly line?: number
}

export interface ParseConfigOptions {
  /** How to call the configuration in errors. @default 'the configuration' */
  readonly file?: string
  /** Folder that relative paths start from. @default the working directory */
  readonly folder?: string
  /** The file and the line that hold a path, where it is known better than `file`. */
  readonly placeOf?: (path: readonly PropertyKey[]) => ConfigPlace
}

/**
 * A training configuration with its defaults filled in, and its paths absolute.
 *
 * @throws {ConfigurationInvalidError} that lists everything that is wrong, each with its path; an unknown key with the
 *   one that was probably meant.
 */
export function parseConfig(value: unknown, options: ParseConfigOptions = {}): TrainingConfig {
  const { file = 'the configuration', folder = '.', placeOf } = options
  const parsed = trainingConfigSchema.safeParse(locatePaths(value, folder))
  const found = parsed.success
    ? problemsBetween(parsed.data)
    : parsed.error.issues.flatMap((issue) => problemsOf(issue))
  if (found.length > 0) {
    const problems = found.map(
      ({ path, message }): ConfigProblem => ({ path: formatPath(path), message, ...placeOf?.(path) }),
    )
    throw new ConfigurationInvalidError(file, problems)
  }
  return parsed.data!
}

interface Problem {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

function problemsOf(issue: z.core.$ZodIssue, base: readonly PropertyKey[] = []): Problem[] {
  const path = [...base, ...issue.path]
  if (issue.code === 'invalid_union') return problemsOfUnion(issue, path)
  if (issue.code !== 'unrecognized_keys') return [{ path, message: plain(issue.message) }]
  const known = path.length === 0 ? [...knownKeys(path), EXTENDS] : knownKeys(path)
  return issue.keys.map((key) => {
    if (key === EXTENDS) {
      return { path: [...path, key], message: 'only a file can extend another, and only the whole of it' }
    }
    const guess = guessKey(key, known)
    const hint = guess === undefined ? `known here: ${known.join(', ')}` : `did you mean ${guess}?`
    return { path: [...path, key], message: `unknown key; ${hint}` }
  })
}

/** The key that `loadConfig` follows, so that none is left of it here. */
const EXTENDS = 'extends'

/** Of the alternatives, the one that was meant: whose kind of value it is. */
function problemsOfUnion(issue: z.core.$ZodIssueInvalidUnion, path: readonly PropertyKey[]): Problem[] {
  const isOtherKind = ({ code, path: within }: z.core.$ZodIssue) =>
    within.length === 0 && (code === 'invalid_type' || code === 'invalid_value')
  const meant = issue.errors.find((issues) => !issues.some(isOtherKind))
  const problems = (meant ?? issue.errors.flat()).flatMap((inner) => problemsOf(inner, path))
  return meant ? problems : [{ path, message: problems.map(({ message }) => message).join(', or ') }]
}

/** The library's words in the form of ours: “expected …, got …”. */
function plain(message: string): string {
  return message
    .replace(/^Invalid (input|option): /, '')
    .replace(', received ', ', got ')
    .replace(/^Too (small|big): /, '')
}

/** What no part of a configuration can know alone. */
function problemsBetween(config: TrainingConfig): Problem[] {
  const problems: Problem[] = []
  const { train, loss, levels, engine, batch, network, start } = config
  if (!train.vision && !train.abstractor && train.decoder === 'frozen') {
    problems.push({
      path: ['train'],
      message: 'nothing is trained: vision, abstractor and decoder are all frozen',
    })
  }
  if (
    loss.weightNextToken === 0 &&
    loss.weightInLevel === 0 &&
    (config.mode === 'single' || loss.weightRank === 0)
  ) {
    problems.push({ path: ['loss'], message: 'expected a weight other than 0, got none' })
  }
  for (const [i, { labels }] of config.datasets.entries()) {
    if (labels !== 'stored' || levels.words.length === STORED_LEVELS) continue
    problems.push({
      path: ['datasets', i, 'labels'],
      message: `stored labels have ${STORED_LEVELS} levels, levels.words has ${levels.words.length}`,
    })
  }
  if (start.encoder === 'spectrum' && network.from !== undefined) {
    problems.push({
      path: ['start', 'encoder'],
      message: 'a network from a checkpoint or a run begins with the weights it has: leave out start',
    })
  }
  if (engine.workers > batch.accumulation) {
    problems.push({
      path: ['engine', 'workers'],
      message: `expected at most batch.accumulation, ${batch.accumulation}, got ${engine.workers}: each worker computes whole batches of an update, and the others would idle`,
    })
  }
  const comparesByPrediction =
    config.mode === 'pair' && loss.weightRank > 0 && loss.rank === 'fidelity' && loss.deviation !== 'fixed'
  if (config.label.method === 'one-hot' && comparesByPrediction) {
    problems.push({
      path: ['loss', 'rank'],
      message:
        'one-hot labels predict no reliable deviation (section 5.3, Table 6 #2): use rank: binary-fidelity, deviation: fixed, weightRank: 0 or mode: single',
    })
  }
  return problems
}

const STORED_LEVELS = 5

/** `datasets[0].weight` */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    return text === '' ? String(key) : `${text}.${String(key)}`
  }, '')
}
