import { open } from 'node:fs/promises'
import { cannotWrite } from './check-out-file.ts'
import type { Destination } from './destination.ts'
import { syncFolderOf } from './sync-folder.ts'
import { writeFailure } from './write-failure.ts'

/**
 * A file that only grows. Each text is handed to the system at once, so that no end of this process loses
 * it, and forced to the disk by a sync that runs beside the work: texts that come while one sync runs share
 * the next.
 *
 * @throws {UsageError} if the file cannot be opened; an `Error` that names it if it cannot be written later.
 */
export async function openAppendFile(path: string): Promise<Destination> {
  const file = await open(path, 'a').catch((cause: unknown) => {
    throw cannotWrite(path, cause)
  })
  await syncFolderOf(path)

  const failed = (cause: unknown): Error =>
    writeFailure(
      path,
      cause,
      'Make room and repeat the command with --resume, which goes on behind the last whole row.',
    )

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
    if (failure) throw failed(failure.cause)
  }

  return {
    async write(text) {
      if (failure) throw failed(failure.cause)
      await file.appendFile(text).catch((cause: unknown) => {
        throw failed(cause)
      })
      unsynced = true
      syncing ??= syncAll()
    },
    finish: close,
    discard: close,
  }
}
