import { open, realpath, rename, rm } from 'node:fs/promises'
import { cannotWrite } from './check-out-file.ts'
import type { Destination } from './destination.ts'
import { syncFolderOf } from './sync-folder.ts'

/**
 * A file that is there as a whole or not at all: it is written beside its place and moved there by `finish`.
 *
 * @throws {UsageError} if no file can be made there.
 */
export async function createAtomicFile(path: string): Promise<Destination> {
  // A link keeps pointing to its file, which is the one that is replaced.
  const place = await realpath(path).catch(() => path)
  const beside = `${place}.${process.pid}.tmp`
  const file = await open(beside, 'w').catch((cause: unknown) => {
    throw cannotWrite(path, cause)
  })
  return {
    write: (text) => file.appendFile(text),
    async finish() {
      await file.sync()
      await file.close()
      await rename(beside, place)
      await syncFolderOf(place)
    },
    async discard() {
      await file.close()
      await rm(beside, { force: true })
    },
  }
}
