import { resolve } from 'node:path'
import { isSameStamp, stampOf } from '../input/file-stamp.ts'
import { createAtomicFile } from './atomic-file.ts'
import { readEarlierRows } from './earlier-rows.ts'
import type { Provenance } from './ndjson-format.ts'
import { readLines } from './read-lines.ts'
import { writeWhole } from './write-whole.ts'

/**
 * Makes an earlier run's NDJSON file ready to be continued. Rows that must be redone are taken out, so that
 * appending the new ones never doubles a file: those of `files` that failed or whose image has changed
 * since, superseded rows, and a torn last line. Rows of files that are not in `files` stay.
 *
 * @returns which of `files` have a row that stays
 * @throws {UsageError} as `readEarlierRows`
 */
export async function prepareResume(
  path: string,
  files: readonly string[],
  provenance: Provenance,
): Promise<ReadonlySet<string>> {
  const { rows, lines } = await readEarlierRows(path, provenance)
  const kept = new Set(Array.from(rows.values(), ({ line }) => line))
  const done = new Set<string>()
  for (const file of files) {
    const row = rows.get(resolve(file))
    if (!row) continue
    const now = await stampOf(file)
    if (!row.failed && isSameStamp(row, now)) done.add(file)
    else kept.delete(row.line)
  }
  if (kept.size < lines) await keepLines(path, kept)
  return done
}

async function keepLines(path: string, kept: ReadonlySet<number>): Promise<void> {
  const copy = await createAtomicFile(path)
  await writeWhole(copy, async () => {
    let line = 0
    for await (const { text } of readLines(path)) if (kept.has(line++)) await copy.write(`${text}\n`)
  })
}
