import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { DATASET_NAMES } from '@deqa/datasets'
import type { RatedImages } from '@deqa/trainer'
import { UsageError } from '../errors.ts'
import { badRows } from '../ratings/bad-rows.ts'
import { noUsableRow } from '../ratings/no-usable-row.ts'
import { openRatings } from '../ratings/open-ratings.ts'
import type { RatingsFlags } from '../ratings/ratings-flags.ts'
import { readRatedImages } from '../training/read-rated-images.ts'
import type { CommandContext } from './command-context.ts'
import type { EvalFlags } from './eval-options.ts'

/** Rated images as a command line names them. */
export interface RatedSource extends RatedImages {
  /** For files of predictions. */
  readonly fileName: string
  /** Absolute path of the table, or the name of a dataset. */
  readonly ratings: string
  /** Absolute path of the folder that images lie in. */
  readonly imageRoot: string
  readonly badRows: number
}

/**
 * Reads all sources before anything is done with one of them. Rows that cannot be used are reported.
 *
 * @param hasModel - whether a model is evaluated too, beside baselines or alone.
 * @throws {UsageError} if a source is unknown or has no row to use, or two would share a file of predictions.
 */
export async function readSources(
  sources: readonly string[],
  flags: EvalFlags,
  hasModel: boolean,
  context: CommandContext,
): Promise<RatedSource[]> {
  const read: RatedSource[] = []
  for (const source of sources) read.push(await readSource(source, flags, context))
  if (flags.predictions !== undefined) requireOwnFiles(read, flags, hasModel)
  return read
}

async function readSource(
  source: string,
  flags: RatingsFlags,
  { terminal: { stdin, stderr } }: CommandContext,
): Promise<RatedSource> {
  const { name, root = flags.root } = await splitSource(source)
  const opened = await openRatings(name, root === undefined ? flags : { ...flags, root }, stdin)
  const bad = badRows(stderr)
  const images = await readRatedImages(opened, flags.pseudoStd, bad.report)
  bad.conclude()
  const { dataset, published, imageRoot } = opened
  if (images.length === 0) throw noUsableRow(dataset.title, flags.split)
  return {
    name: dataset.title,
    images,
    fileName: dataset.name.replace(/[^\w.-]+/g, '-'),
    ratings: published ?? (name === '-' ? 'standard input' : resolve(name)),
    imageRoot,
    badRows: bad.count,
  }
}

/** Name of the file of a model's predictions for a source, or of a baseline's. */
export function predictionsFile({ fileName }: RatedSource, baseline?: string): string {
  return baseline === undefined ? `${fileName}.jsonl` : `${fileName}.${baseline}.jsonl`
}

/** `koniq=./koniq10k` is a dataset with its folder, unless a file of this name is there. */
async function splitSource(source: string): Promise<{ name: string; root?: string }> {
  const [, name, root] = /^([\w-]+)=(.+)$/.exec(source) ?? []
  if (name === undefined || root === undefined) return { name: source }
  if (await stat(source).catch(() => undefined)) return { name: source }
  if (DATASET_NAMES.some((known) => known === name)) return { name, root }
  throw new UsageError(
    `${source}: there is neither such a file nor a dataset ${name}`,
    `Before = stands the name of a dataset: ${DATASET_NAMES.join(', ')}.`,
  )
}

function requireOwnFiles(
  sources: readonly RatedSource[],
  { predictions: folder = '.', baseline = [] }: EvalFlags,
  hasModel: boolean,
): void {
  // In lower case: some file systems do not tell `Set` from `set`.
  const taken = new Map<string, RatedSource>()
  for (const source of sources) {
    const writers = hasModel ? [undefined, ...baseline] : baseline
    for (const file of writers.map((name) => predictionsFile(source, name))) {
      const other = taken.get(file.toLowerCase())
      if (other)
        throw new UsageError(
          `--predictions: ${other.ratings} and ${source.ratings} would share ${file} in ${folder}`,
          'Rename one of the tables, or evaluate them one after the other into different folders.',
        )
      taken.set(file.toLowerCase(), source)
    }
  }
}
