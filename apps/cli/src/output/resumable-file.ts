import { open, realpath, rename, rm } from 'node:fs/promises'
import { UsageError } from '../errors.ts'
import { cannotWrite } from './check-out-file.ts'
import type { Destination } from './destination.ts'
import { syncFolderOf } from './sync-folder.ts'
import { writeFailure } from './write-failure.ts'

/**
 * A file that appears as a whole or not at all, and whose writing can be continued: it grows beside its place, under
 * the name `<path>.partial`, and is moved there by `finish`. A partial file stays when the process ends early,
 * unless nothing is in it.
 *
 * With `resume`, what a partial file holds already is compared byte for byte with what is written, so that the file is
 * in the end the one that a single run would have made, wherever the earlier run was cut off.
 *
 * @throws {UsageError} if no file can be made there; from `write` and `finish`, if the partial file differs. An `Error`
 *   that names the partial file if it cannot be written later.
 */
export async function openResumableFile(path: string, resume: boolean): Promise<Destination> {
  // A link keeps pointing to its file, which is the one that is replaced.
  const place = await realpath(path).catch(() => path)
  const partial = `${place}.partial`
  const file = await open(partial, resume ? 'a+' : 'w+').catch((cause: unknown) => {
    throw cannotWrite(path, cause)
  })
  const { size } = await file.stat()
  let compared = 0

  async function compare(bytes: Buffer): Promise<Buffer> {
    const there = Buffer.alloc(Math.min(bytes.length, size - compared))
    await file.read(there, 0, there.length, compared)
    if (!there.equals(bytes.subarray(0, there.length))) throw differs(partial)
    compared += there.length
    return bytes.subarray(there.length)
  }

  const fail = (cause: unknown): never => {
    throw writeFailure(
      partial,
      cause,
      'Make room and repeat the command with --resume, which goes on from here.',
    )
  }

  return {
    async write(text) {
      let bytes: Buffer = Buffer.from(text)
      if (compared < size) bytes = await compare(bytes)
      if (bytes.length > 0) await file.appendFile(bytes).catch(fail)
    },
    async finish() {
      if (compared < size) {
        await file.close()
        throw differs(partial)
      }
      await file.sync().catch(fail)
      await file.close()
      await rename(partial, place)
      await syncFolderOf(place)
    },
    async discard() {
      const { size: kept } = await file.stat()
      await file.close()
      if (kept === 0) await rm(partial, { force: true })
    },
  }
}

function differs(partial: string): UsageError {
  return new UsageError(
    `--resume: ${partial} was made from other ratings, or with other options`,
    'Repeat the command that made it, or leave --resume away to begin anew.',
  )
}
