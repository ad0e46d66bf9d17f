import type { Dataset, DatasetRow } from '@deqa/datasets'
import { type MosScale, normalizeScore, normalizeStd, pseudoStd } from '@deqa/soft-label'
import type { EvaluationSetConfig } from '../config/schema.ts'
import { TrainingDataInvalidError } from './errors.ts'
import { openSet, type SetConfig } from './open-set.ts'

/** A rated image, in the units of its dataset and on the common scale. */
export interface Rating {
  readonly id: string
  readonly imagePath: string
  /** In the dataset's own units. */
  readonly mos: number
  /** On [1, 5], better when higher. */
  readonly score: number
  /** Deviation on the scale of `score`; absent where there is none. */
  readonly std?: number
  /** What the image was made from, where the dataset says so. */
  readonly reference?: string
  /** The dataset's own word for what was done to it, where there is one. */
  readonly distortion?: string
  /** Position among all rows of the dataset. */
  readonly row: number
}

/** The ratings of one part of a dataset. */
export interface Ratings {
  readonly name: string
  /** What was mapped to [1, 5]. */
  readonly scale: MosScale
  /** Rows of the dataset, of all parts. */
  readonly rows: number
  readonly ratings: readonly Rating[]
}

/**
 * Reads a part of a dataset and normalises it to [1, 5].
 *
 * For a published dataset the ends are the lowest and the highest score of all its parts, as upstream takes them; for
 * other ratings those of the declared scale; the configuration can say otherwise.
 *
 * @param needStd - whether each image needs a deviation.
 * @throws {TrainingDataInvalidError} if the part is empty, a score lies outside the scale, or a deviation is missing.
 * @throws {DatasetError} if the dataset cannot be read.
 */
export async function readRatings(
  config: SetConfig & { readonly split: EvaluationSetConfig['split'] },
  needStd: boolean,
): Promise<Ratings> {
  const dataset = await openSet(config)
  const rows: DatasetRow[] = []
  for await (const row of dataset.rows()) rows.push(row)
  const scale = scaleOf(config, dataset, rows)
  const assigned =
    config.std === 'required' ? undefined : pseudoStd({ from: 'range', scale, ratio: config.std.ratio })
  const ratings = rows.flatMap((row, index): Rating[] => {
    if (!isInPart(row, config.split)) return []
    if (config.distortions?.includes(distortionOf(row)) === false) return []
    const std = row.std ?? assigned
    if (std === undefined && needStd) throw missingStd(dataset, row)
    try {
      return [
        {
          id: row.id,
          imagePath: row.imagePath,
          mos: row.mos,
          score: normalizeScore(snapToEnds(row.mos, scale), scale),
          ...(std !== undefined && { std: normalizeStd(std, scale) }),
          ...(row.reference !== undefined && { reference: row.reference }),
          ...(row.distortion !== undefined && { distortion: row.distortion.type }),
          row: index,
        },
      ]
    } catch (cause) {
      throw new TrainingDataInvalidError(dataset.title, `${row.id}: ${(cause as Error).message}`, {
        advice: 'Correct the rating, or say what the ends of the scale are: scale.',
        cause,
      })
    }
  })
  if (ratings.length === 0) throw emptyPart(dataset, config, rows)
  return { name: dataset.name, scale, rows: rows.length, ratings }
}

function isInPart(row: DatasetRow, split: EvaluationSetConfig['split']): boolean {
  return split === 'all' || row.split === split
}

/** As a configuration calls it. */
function distortionOf({ distortion }: DatasetRow): string {
  return distortion?.type ?? 'none'
}

function scaleOf(config: SetConfig, dataset: Dataset, rows: readonly DatasetRow[]): MosScale {
  const { scale = config.name === undefined ? 'declared' : 'observed' } = config
  if (scale !== 'observed') return { ...dataset.scale, direction: dataset.direction }
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { mos } of rows) {
    min = Math.min(min, mos)
    max = Math.max(max, mos)
  }
  if (min < max) return { min, max, direction: dataset.direction }
  throw new TrainingDataInvalidError(
    dataset.title,
    'all images have one score, from which nothing can be learned',
  )
}

/** Ends that follow from other numbers are only as exact as rounding lets them be. */
function snapToEnds(mos: number, { min, max }: MosScale): number {
  const inside = Math.min(Math.max(mos, min), max)
  return Math.abs(mos - inside) <= 1e-9 * (max - min) ? inside : mos
}

function missingStd({ title }: Dataset, { id }: DatasetRow): TrainingDataInvalidError {
  return new TrainingDataInvalidError(title, `${id} has no standard deviation of its ratings`, {
    advice:
      'Assign one to all images without, as the paper does for PIPAL (std: { ratio: 0.2 }), or do without: label.method: interpolation with mode: single or loss.rank: binary-fidelity.',
  })
}

function emptyPart(
  { title }: Dataset,
  { split, distortions }: Parameters<typeof readRatings>[0],
  rows: readonly DatasetRow[],
): TrainingDataInvalidError {
  if (rows.length === 0) return new TrainingDataInvalidError(title, 'has no ratings')
  const inSplit = rows.filter((row) => isInPart(row, split))
  if (inSplit.length > 0) {
    const there = [...new Set(inSplit.map(distortionOf))]
    return new TrainingDataInvalidError(
      title,
      `has no images with the distortions ${distortions?.join(', ')}, only with ${there.join(', ')}`,
      { advice: 'Correct the names: distortions.' },
    )
  }
  const parts = [...new Set(rows.flatMap((row) => row.split ?? []))]
  return parts.length === 0
    ? new TrainingDataInvalidError(title, `comes without a split, expected a part "${split}"`, {
        advice: 'Give a split (splitFile), or take all images (split: all).',
      })
    : new TrainingDataInvalidError(title, `has no images in "${split}", only in ${parts.join(', ')}`)
}
