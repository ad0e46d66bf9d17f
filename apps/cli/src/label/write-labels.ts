import { relative, sep } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import type { DatasetRow, SplitName } from '@deqa/datasets'
import type { Destination } from '../output/destination.ts'
import { writeWhole } from '../output/write-whole.ts'
import { noUsableRow } from '../ratings/no-usable-row.ts'
import type { Ratings } from '../ratings/open-ratings.ts'
import type { Rating } from '../ratings/rating.ts'
import type { MadeLabel } from './label-maker.ts'
import type { LabelFormat, LabelledRow } from './labelled-row.ts'

export interface WriteLabelsOptions {
  readonly ratings: Ratings
  /** The part of the split that was asked for. */
  readonly split: SplitName | undefined
  readonly rate: (row: DatasetRow) => Rating
  readonly makeLabel: (rating: Rating) => MadeLabel
  readonly format: LabelFormat
  readonly destination: Destination
  readonly onBadRow: (error: Error) => void
  readonly onProgress: (labels: number) => void
  readonly signal: AbortSignal
}

/** Number of labels by how they were made, such as `two-level (small-std)`. */
export type LabelCounts = ReadonlyMap<string, number>

/** Rows that are formatted and written together: more are not faster, and leave the garbage collector more to hold. */
const groupSize = 64

/**
 * Labels the rows one after the other and writes them, in bounded memory. A row that cannot be labelled is reported
 * and left out. The destination is finished, or discarded if anything else goes wrong.
 *
 * @throws {UsageError} if there is no row to label.
 */
export async function writeLabels(options: WriteLabelsOptions): Promise<LabelCounts> {
  const { ratings, format, destination, onBadRow, signal } = options
  const counts = new Map<string, number>()
  let group: LabelledRow[] = []
  let pending = format.head
  let done = 0
  const flush = async (): Promise<void> => {
    const text = pending + (group.length > 0 ? format.rows(group) : '')
    pending = ''
    done += group.length
    group = []
    if (text !== '') await destination.write(text)
    options.onProgress(done)
    // Lets a signal be heard: reading a file that is in memory already may never wait.
    await turn()
    signal.throwIfAborted()
  }

  const readAll = async (): Promise<void> => {
    let labelled: Pick<LabelledRow, 'rating' | 'label'> | undefined
    // A row that cannot be labelled is as bad as one that cannot be read, and is known by its line like it.
    const checkRow = (row: DatasetRow): void => {
      labelled = undefined
      if (!ratings.selects(row)) return
      const rating = options.rate(row)
      labelled = { rating, label: options.makeLabel(rating) }
    }
    for await (const row of ratings.dataset.rows({ onBadRow, checkRow })) {
      if (labelled === undefined) continue
      const image = relative(ratings.imageRoot, row.imagePath).replaceAll(sep, '/')
      group.push({ row, image, ...labelled })
      const how = howMade(labelled.label)
      counts.set(how, (counts.get(how) ?? 0) + 1)
      if (group.length === groupSize) await flush()
    }
    if (done + group.length === 0) throw noUsableRow(ratings.dataset.title, options.split)
    await flush()
    if (format.tail !== '') await destination.write(format.tail)
  }

  await writeWhole(destination, readAll)
  return counts
}

function howMade({ branch, reason }: MadeLabel): string {
  return reason === 'regular' || reason === 'matched' ? branch : `${branch} (${reason})`
}
