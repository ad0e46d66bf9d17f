import { open, realpath, rename, rm } from 'node:fs/promises'
import { cannotWrite } from './check-out-file.ts'
import type { Destination } from './destination.ts'
import { syncFolderOf } from './sync-folder.ts'
import { writeFailure } from './write-failure.ts'

/**
 * A file that is there as a whole or not at all: it is written beside its place and moved there by `finish`.
 *
 * @throws {UsageError} if no file can be made there; an `Error` that names it if it cannot be written later.
 */
export async function createAtomicFile(path: string, option = '--out'): Promise<Destination> {
  // A link keeps pointing to its file, which is the one that is replaced.
  const place = await realpath(path).catch(() => path)
  const beside = `${place}.${process.pid}.tmp`
  const file = await open(beside, 'w').catch((cause: unknown) => {
    throw cannotWrite(path, cause, option)
  })
  async function discard(): Promise<void> {
    await file.close()
    await rm(beside, { force: true })
  }
  async function fail(cause: unknown): Promise<never> {
    await discard()
    throw writeFailure(path, cause, 'Nothing was changed there: make room and run the command again.')
  }
  return {
    write: (text) => file.appendFile(text).catch(fail),
    async finish() {
      await file.sync().catch(fail)
      await file.close()
      await rename(beside, place)
      await syncFolderOf(place)
    },
    discard,
  }
}
