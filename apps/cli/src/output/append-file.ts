import { open } from 'node:fs/promises'
import { cannotWrite } from './check-out-file.ts'
import type { Destination } from './destination.ts'
import { syncFolderOf } from './sync-folder.ts'

/**
 * A file that only grows. Each text is handed to the system at once, so that no end of this process loses
 * it, and forced to the disk by a sync that runs beside the work: texts that come while one sync runs share
 * the next.
 *
 * @throws {UsageError} if the file cannot be opened.
 */
export async function openAppendFile(path: string): Promise<Destination> {
  const file = await open(path, 'a').catch((cause: unknown) => {
    throw cannotWrite(path, cause)
  })
  await syncFolderOf(path)

  let unsynced = false
  let syncing: Promise<void> | undefined
  let failure: { readonly cause: unknown } | undefined

  async function syncAll(): Promise<void> {
    try {
      while (unsynced) {
        unsynced = false
        await file.datasync()
      }
    } catch (cause) {
      failure = { cause }
    }
    syncing = undefined
  }

  async function close(): Promise<void> {
    await syncing
    await file.close()
    if (failure) throw failure.cause
  }

  return {
    async write(text) {
      if (failure) throw failure.cause
      await file.appendFile(text)
      unsynced = true
      syncing ??= syncAll()
    },
    finish: close,
    discard: close,
  }
}
