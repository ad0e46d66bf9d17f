import { resolve } from 'node:path'
import { DEFAULT_MODEL } from '@deqa/model/training'
import type { z } from 'zod'
import { type ConfigProblem, ConfigurationInvalidError } from './errors.ts'
import { guessKey, knownKeys } from './known-keys.ts'
import { type TrainingConfig, trainingConfigSchema } from './schema.ts'

export interface ParseConfigOptions {
  /** How to call the configuration in errors. @default 'the configuration' */
  readonly file?: string
  /** Folder that relative paths start from. @default the working directory */
  readonly folder?: string
  /** The line of the file that holds a path, from 1. */
  readonly lineOf?: (path: readonly PropertyKey[]) => number | undefined
}

/** Words of `text.vocabulary` that are no path. */
const VOCABULARIES: readonly string[] = ['auto', 'small', 'published']

/**
 * A training configuration with its defaults filled in, and its paths absolute.
 *
 * @throws {ConfigurationInvalidError} that lists everything that is wrong, each with its path; an unknown key with the
 *   one that was probably meant.
 */
export function parseConfig(value: unknown, options: ParseConfigOptions = {}): TrainingConfig {
  const { file = 'the configuration', folder = '.', lineOf } = options
  const parsed = trainingConfigSchema.safeParse(value)
  const found = parsed.success
    ? problemsBetween(parsed.data)
    : parsed.error.issues.flatMap((issue) => problemsOf(issue))
  if (found.length > 0) {
    const problems = found.map(({ path, message }): ConfigProblem => {
      const line = lineOf?.(path)
      return { path: formatPath(path), message, ...(line !== undefined && { line }) }
    })
    throw new ConfigurationInvalidError(file, problems)
  }
  return withAbsolutePaths(parsed.data!, (path) => resolve(folder, path))
}

interface Problem {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

function problemsOf(issue: z.core.$ZodIssue, base: readonly PropertyKey[] = []): Problem[] {
  const path = [...base, ...issue.path]
  if (issue.code === 'invalid_union') return problemsOfUnion(issue, path)
  if (issue.code !== 'unrecognized_keys') return [{ path, message: plain(issue.message) }]
  const known = knownKeys(path)
  return issue.keys.map((key) => {
    const guess = guessKey(key, known)
    const hint = guess === undefined ? `known here: ${known.join(', ')}` : `did you mean ${guess}?`
    return { path: [...path, key], message: `unknown key; ${hint}` }
  })
}

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

function withAbsolutePaths(config: TrainingConfig, absolute: (path: string) => string): TrainingConfig {
  const optional = <K extends string>(key: K, path: string | undefined) =>
    path === undefined ? {} : ({ [key]: absolute(path) } as Record<K, string>)
  const located = <S extends TrainingConfig['evaluation']['datasets'][number]>(set: S): S => ({
    ...set,
    ...optional('root', set.root),
    ...optional('table', set.table),
    ...optional('meta', set.meta),
    ...optional('images', set.images),
    ...optional('splitFile', set.splitFile),
  })
  const { vocabulary } = config.text
  const { cacheFolder } = config.data
  const { from } = config.network
  return {
    ...config,
    datasets: config.datasets.map(located),
    network: { ...config.network, ...(from !== DEFAULT_MODEL && optional('from', from)) },
    text: {
      ...config.text,
      vocabulary: VOCABULARIES.includes(vocabulary) ? vocabulary : absolute(vocabulary),
    },
    data: { ...config.data, cacheFolder: cacheFolder === null ? null : absolute(cacheFolder) },
    evaluation: { ...config.evaluation, datasets: config.evaluation.datasets.map(located) },
  }
}

/** `datasets[0].weight` */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    return text === '' ? String(key) : `${text}.${String(key)}`
  }, '')
}
