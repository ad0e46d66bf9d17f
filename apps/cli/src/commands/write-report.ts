import type { Provenance } from '../output/ndjson-format.ts'
import type { Row } from '../output/row.ts'
import { statusLine } from '../output/status-line.ts'
import { say } from '../terminal.ts'
import type { CommandContext } from './command-context.ts'

/** Writes the page that `--report` names, with the progress on standard error. What makes it is loaded only now. */
export async function writeReport(
  path: string,
  rows: readonly Row[],
  provenance: Provenance,
  { terminal: { stderr }, signal }: CommandContext,
): Promise<void> {
  const { writeGallery } = await import('../gallery/write-gallery.ts')
  const status = statusLine(stderr)
  const onProgress = (done: number, total: number): void =>
    status.show(`pictures of the page: ${done} of ${total}`)
  try {
    await writeGallery(path, rows, provenance, { signal, onProgress })
  } finally {
    status.clear()
  }
  say(stderr, `the page is ${path}`)
}
