import type { Dataset } from '../dataset.ts'
import { messageOf } from '../errors.ts'
import { LeakFinder } from '../splits/find-leaks.ts'
import { checkScores } from './check-scores.ts'
import { DirectionCheck } from './direction.ts'
import type { Finding } from './finding.ts'
import { ImageCheck, type ImageProbe } from './image-check.ts'

export interface CheckDatasetOptions {
  /** Whether to look at the image files too: each is read once, whole. @default false */
  readonly images?: boolean
  /** How to tell that an image can be decoded, such as `(path) => sharp(path).metadata()`. */
  readonly probe?: ImageProbe
}

/**
 * Looks for what makes results wrong: rows that cannot be read, scores outside the declared scale, impossible
 * deviations, names or images that are there twice, missing or unreadable images, scores that run against
 * the declared direction, and references in more than one part of the split.
 *
 * Findings come as they are made: those about one row in the order of the rows, those about the dataset
 * at the end. None at all means that nothing was found. One bad row or image does not end the check.
 *
 * @throws {DatasetError} if a file is missing, or so damaged that its rows cannot be told apart.
 */
export async function* checkDataset(
  dataset: Dataset,
  options: CheckDatasetOptions = {},
): AsyncGenerator<Finding, void, undefined> {
  const badRows: Finding[] = []
  const ids = new Set<string>()
  const direction = new DirectionCheck(dataset.direction)
  const leaks = new LeakFinder()
  const images = options.images ? new ImageCheck(options.probe) : undefined
  let rows = 0
  for await (const row of dataset.rows({ onBadRow: (error) => badRows.push(unreadableRow(error)) })) {
    yield* badRows.splice(0)
    rows++
    if (ids.has(row.id)) yield duplicateId(row.id)
    ids.add(row.id)
    yield* checkScores(row, dataset.scale)
    direction.see(row)
    leaks.see(row)
    if (images) yield* await images.see(row)
  }
  yield* badRows
  if (rows === 0) {
    yield { kind: 'no-rows', severity: 'error', message: `${dataset.title} has no usable row`, ids: [] }
  }
  yield* direction.findings()
  for (const { content, parts } of leaks.leaks()) {
    yield {
      kind: 'leaking-reference',
      severity: 'error',
      message: `${content} is in the ${parts.join(' and the ')} part`,
      ids: [],
    }
  }
}

function unreadableRow(error: Error): Finding {
  return { kind: 'unreadable-row', severity: 'error', message: messageOf(error), ids: [] }
}

function duplicateId(id: string): Finding {
  return { kind: 'duplicate-id', severity: 'error', message: `${id} is there more than once`, ids: [id] }
}
