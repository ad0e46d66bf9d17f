import { createHash } from 'node:crypto'
import type { DatasetRow, SplitName } from '../dataset.ts'
import { DatasetSplitInvalid } from '../errors.ts'
import type { SplitOf } from './with-split.ts'

export interface SplitByReferenceOptions {
  /** Share of each part, in any unit: `{ train: 0.8, test: 0.2 }` and `{ train: 8, test: 2 }` are the same. */
  readonly ratios: Readonly<Partial<Record<SplitName, number>>>
  /** Another seed gives another split; the same seed gives the same split everywhere. */
  readonly seed: number | string
  /** What two images must share to stay together. @default the reference, or the image itself without one */
  readonly contentOf?: (row: DatasetRow) => string
}

/** A split in which no content is in two parts. */
export interface ReferenceSplit {
  readonly splitOf: SplitOf
  /** Number of contents in each part. */
  readonly contents: Readonly<Partial<Record<SplitName, number>>>
  /** Number of images in each part. */
  readonly images: Readonly<Partial<Record<SplitName, number>>>
}

/** What an image shows: its reference, or itself where it was not made from one. */
export function contentOfRow(row: DatasetRow): string {
  return row.reference ?? row.id
}

/**
 * Cuts rated images into parts so that all copies of one content are in the same part.
 *
 * The contents are put in the order of SHA-256(seed, content), and that list is cut at the rounded ratios of
 * its length. So the split depends on the seed and on the set of contents, not on the order of the rows or
 * the machine, and each part's number of contents is within 1 of its share.
 *
 * @throws {RangeError} if a ratio is negative or not finite, or all are zero.
 * @throws {DatasetSplitInvalid} if a part with a positive ratio would be empty.
 */
export async function splitByReference(
  rows: Iterable<DatasetRow> | AsyncIterable<DatasetRow>,
  { ratios, seed, contentOf = contentOfRow }: SplitByReferenceOptions,
): Promise<ReferenceSplit> {
  const shares = sharesOf(ratios)
  const imagesOfContent = new Map<string, number>()
  for await (const row of rows) {
    const content = contentOf(row)
    imagesOfContent.set(content, (imagesOfContent.get(content) ?? 0) + 1)
  }
  const order = [...imagesOfContent.keys()]
    .map((content) => ({ content, key: orderKey(seed, content) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  const partOf = new Map<string, SplitName>()
  const contents: Partial<Record<SplitName, number>> = {}
  const images: Partial<Record<SplitName, number>> = {}
  let start = 0
  let share = 0
  for (const [part, portion] of shares) {
    share += portion
    const end = Math.round(share * order.length)
    if (end === start) throw tooFew(part, order.length)
    contents[part] = end - start
    images[part] = 0
    for (const { content } of order.slice(start, end)) {
      partOf.set(content, part)
      images[part] += imagesOfContent.get(content)!
    }
    start = end
  }
  return { splitOf: (row) => partOf.get(contentOf(row)), contents, images }
}

function sharesOf(ratios: SplitByReferenceOptions['ratios']): [SplitName, number][] {
  const entries = Object.entries(ratios) as [SplitName, number][]
  const sum = entries.reduce((total, [, ratio]) => total + ratio, 0)
  if (entries.some(([, ratio]) => !(ratio >= 0)) || !(sum > 0) || !Number.isFinite(sum)) {
    throw new RangeError(
      `splitByReference: expected ratios of zero or more with a positive sum, got ${JSON.stringify(ratios)}`,
    )
  }
  return entries.filter(([, ratio]) => ratio > 0).map(([part, ratio]) => [part, ratio / sum])
}

function orderKey(seed: number | string, content: string): string {
  return createHash('sha256').update(`${seed}\0${content}`).digest('hex')
}

function tooFew(part: SplitName, contents: number): DatasetSplitInvalid {
  return new DatasetSplitInvalid(
    `splitByReference: ${contents} contents are too few, the ${part} part would be empty`,
    'Use larger shares for the small parts, or more images.',
  )
}
