import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createAtomicFile } from '../output/atomic-file.ts'
import type { Provenance } from '../output/ndjson-format.ts'
import { isFailedRow, type Row, type ScoredRow } from '../output/row.ts'
import { writeWhole } from '../output/write-whole.ts'
import { galleryPage } from './gallery-page.ts'
import { thumbnail } from './thumbnail.ts'

/** How many pictures are made small at a time. */
const atOnce = 8

/**
 * Writes scores as one HTML page with a small copy of each image, the best first. Pictures are made as the page is written,
 * so that it takes no more memory for many.
 *
 * @returns how many pictures there should be, and how many of them cannot be read.
 * @throws {UsageError} if the page cannot be written there.
 */
export async function writeGallery(
  path: string,
  rows: readonly Row[],
  provenance: Provenance,
  { signal, onProgress }: { readonly signal: AbortSignal; onProgress(done: number, total: number): void },
): Promise<{ pictures: number; missing: number }> {
  const scored = rows
    .map((row, index) => ({ row, given: index + 1 }))
    .filter((each): each is { row: ScoredRow; given: number } => !isFailedRow(each.row))
    .sort((a, b) => b.row.score - a.row.score)
  const page = galleryPage(
    scored.map(({ row }) => row),
    rows.filter(isFailedRow),
    provenance,
  )
  const folder = resolve(dirname(path))
  let missing = 0
  const file = await createAtomicFile(path, '--report')
  await writeWhole(file, async () => {
    await file.write(page.head)
    for (let start = 0; start < scored.length; start += atOnce) {
      signal.throwIfAborted()
      const cards = await Promise.all(
        scored.slice(start, start + atOnce).map(async ({ row, given }, i) => {
          const picture = await thumbnail(row.file)
          if (picture === undefined) missing++
          const address = addressOf(row.file, folder)
          return page.card({ row, given, rank: start + i + 1, address, thumbnail: picture })
        }),
      )
      await file.write(cards.join('\n'))
      onProgress(start + cards.length, scored.length)
    }
    await file.write(page.tail)
  })
  return { pictures: scored.length, missing }
}

/** A relative address, so that page and images can move together; an absolute one only to another drive. */
function addressOf(file: string, folder: string): string {
  const way = relative(folder, resolve(file))
  if (isAbsolute(way)) return pathToFileURL(file).href
  // By way of bytes, since a name may hold half a character, which no address can.
  return way
    .split(sep)
    .map((part) => encodeURIComponent(Buffer.from(part).toString()))
    .join('/')
}
