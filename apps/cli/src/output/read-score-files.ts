import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import { differenceOf, type NdjsonRow, type Provenance } from './ndjson-format.ts'
import { parseNdjsonRow } from './parse-ndjson-row.ts'
import { readLines } from './read-lines.ts'
import { isFailedRow } from './row.ts'

export interface ScoreFiles {
  /** By absolute path of the image, in the order in which each comes first. */
  readonly byImage: ReadonlyMap<string, NdjsonRow>
  /** Rows that were left out, since another one is of the same image. */
  readonly superseded: number
  readonly provenance: Provenance
}

/**
 * Reads NDJSON files that `deqa score` wrote. Of two rows of one image a score counts more than a failure, else the later
 * row.
 *
 * @throws {UsageError} if a file is missing or torn at its end, holds anything but rows, or rows of two models or two ways
 *   of using one, whose scores cannot be compared; if there is no row at all.
 */
export async function readScoreFiles(paths: readonly string[]): Promise<ScoreFiles> {
  const byImage = new Map<string, NdjsonRow>()
  let first: { row: NdjsonRow; where: string } | undefined
  let superseded = 0
  for await (const { row, where } of placedRows(paths)) {
    first ??= { row, where }
    const difference = differenceOf(row, first.row)
    if (difference)
      throw new UsageError(
        `${where} was made with ${difference.key} ${difference.found}, but ${first.where} with ${difference.expected}`,
        'Such scores cannot be compared: keep them apart.',
      )
    const image = resolve(row.file)
    const earlier = byImage.get(image)
    if (earlier) superseded++
    if (!earlier || !isFailedRow(row) || isFailedRow(earlier)) byImage.set(image, row)
  }
  if (!first) throw new UsageError(`${paths.join(', ')}: there is no row`, expected)
  const { model, revision, prompt, autoOrient } = first.row
  return { byImage, superseded, provenance: { model, revision, prompt, autoOrient } }
}

const expected = 'Expected a file that deqa score --out scores.ndjson made, with a row for each image.'

/** @yields each row, and for messages where it is: `scores.ndjson, line 3`. */
async function* placedRows(
  paths: readonly string[],
): AsyncGenerator<{ row: NdjsonRow; where: string }, void, undefined> {
  for (const path of paths) {
    await requireFile(path)
    let line = 0
    for await (const { text, complete } of readLines(path)) {
      const where = `${path}, line ${++line}`
      if (!complete)
        throw new UsageError(
          `${where} is not whole: its run was stopped while it wrote, or the end of the file is cut off`,
          'Finish it by the command that began it, with --resume.',
        )
      const row = parseNdjsonRow(text)
      if (!row) throw new UsageError(`${where} is not a row that deqa score wrote`, expected)
      yield { row, where }
    }
  }
}

async function requireFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (!found) throw new UsageError(`${path}: there is no such file`, 'Check its path.')
  if (!found.isFile()) throw new UsageError(`${path}: expected a file of scores, got no regular file`)
}
