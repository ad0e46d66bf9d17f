import { Interrupted } from '../errors.ts'
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
    const { pictures, missing } = await writeGallery(path, rows, provenance, { signal, onProgress })
    status.clear()
    if (missing > 0)
      say(
        stderr,
        `${missing} of ${pictures} pictures of the page cannot be read: their paths start from the folder that deqa score ran in`,
      )
    say(stderr, `the page is ${path}`)
  } catch (error) {
    status.clear()
    if (signal.reason instanceof Interrupted) say(stderr, `${path} was not written`)
    throw error
  }
}
