import { dirname, extname } from 'node:path'
import { UsageError } from '../errors.ts'
import { createAtomicFile } from '../output/atomic-file.ts'
import { checkOutFile } from '../output/check-out-file.ts'
import { makeFolder } from '../output/make-folder.ts'
import { requireOtherFile } from '../output/require-other-file.ts'

/**
 * Finds out before any work whether the page that `--report` names can be written.
 *
 * @param others - files of the same command, which it must not replace.
 * @throws {UsageError} if it cannot, or would replace something that is no page.
 */
export async function checkReport(path: string, others: readonly (string | undefined)[]): Promise<void> {
  if (!['.html', '.htm'].includes(extname(path).toLowerCase()))
    throw new UsageError(
      `--report: expected a name that ends in .html, got ${path}`,
      'As in --report scores.html.',
    )
  await requireOtherFile('--report', path, others)
  await checkOutFile(path, '--report')
  await makeFolder(dirname(path), '--report')
  const file = await createAtomicFile(path, '--report')
  await file.discard()
}
