import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createAtomicFile } from '../output/atomic-file.ts'
import { makeFolder } from '../output/make-folder.ts'
import type { Provenance } from '../output/ndjson-format.ts'
import { isFailedRow, type Row, type ScoredRow } from '../output/row.ts'
import { galleryPage } from './gallery-page.ts'
import { thumbnail } from './thumbnail.ts'

/** How many pictures are made small at a time. */
const atOnce = 8

/**
 * Writes scores as one HTML page with a small copy of each image, the best first. Pictures are made as the page is written,
 * so that it takes no more memory for many.
 *
 * @throws {UsageError} if the page cannot be written there.
 */
export async function writeGallery(
  path: string,
  rows: readonly Row[],
  provenance: Provenance,
  { signal, onProgress }: { readonly signal: AbortSignal; onProgress(done: number, total: number): void },
): Promise<void> {
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
  await makeFolder(folder, '--report')
  const file = await createAtomicFile(path, '--report')
  try {
    await file.write(page.head)
    for (let start = 0; start < scored.length; start += atOnce) {
      signal.throwIfAborted()
      const cards = await Promise.all(
        scored.slice(start, start + atOnce).map(async ({ row, given }, i) =>
          page.card({
            ...{ row, given, rank: start + i + 1 },
            address: addressOf(row.file, folder),
            thumbnail: await thumbnail(row.file),
          }),
        ),
      )
      await file.write(cards.join('\n'))
      onProgress(start + cards.length, scored.length)
    }
    await file.write(page.tail)
  } catch (error) {
    await file.discard()
    throw error
  }
  await file.finish()
}

/** A relative address, so that page and images can move together; an absolute one only to another drive. */
function addressOf(file: string, folder: string): string {
  const way = relative(folder, resolve(file))
  return isAbsolute(way) ? pathToFileURL(file).href : way.split(sep).map(encodeURIComponent).join('/')
}
