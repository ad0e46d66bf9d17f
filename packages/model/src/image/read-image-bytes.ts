import { constants, type FileHandle, open } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { ImageNotFoundError, ImageTooLargeError, ImageUnreadableError } from './image-errors.ts'
import { nameOfInput } from './name-of-input.ts'

/** The longest file that is read. Fifty megapixels of uncompressed 16-bit RGBA fit. */
const MAX_FILE_BYTES = 512 * 1024 * 1024

export interface ImageBytes {
  readonly bytes: Uint8Array
  /** How messages name the image. */
  readonly where: string
}

/**
 * The encoded bytes of an image, from a path, a `file:` URL, a Blob or the bytes themselves. A file is opened
 * once, so that what is looked at is what is decoded.
 */
export async function readImageBytes(
  input: string | URL | Uint8Array | Blob,
  signal?: AbortSignal,
): Promise<ImageBytes> {
  const where = nameOfInput(input)
  if (input instanceof Uint8Array) return { bytes: input, where }
  if (input instanceof Blob) {
    refuseLongFile(where, input.size)
    return { bytes: await readBlob(where, input), where }
  }
  return { bytes: await readFile(where, pathOf(input), signal), where }
}

/** A string is a path unless it reads like a web address or a `file:` URL. */
function pathOf(input: string | URL): string {
  const where = String(input)
  if (typeof input === 'string' && !/^(https?|file):\/\//i.test(input)) return input
  try {
    return fileURLToPath(input)
  } catch (cause) {
    throw new ImageUnreadableError({
      where,
      expected: 'a path, a file: URL or the bytes of an image',
      found: 'a URL that is not a local file',
      advice: 'Fetch it, and pass the bytes: new Uint8Array(await (await fetch(url)).arrayBuffer()).',
      cause,
    })
  }
}

/** A Blob may stand for a file that has changed or is gone, or for a source of its own kind. */
async function readBlob(where: string, blob: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await blob.arrayBuffer())
  } catch (cause) {
    throw new ImageUnreadableError({
      where,
      expected: 'a readable Blob',
      found: cause instanceof Error ? cause.message : String(cause),
      advice: 'Make the Blob anew, from what it was made of.',
      cause,
    })
  }
}

async function readFile(where: string, path: string, signal?: AbortSignal): Promise<Uint8Array> {
  let file: FileHandle | undefined
  try {
    // Without this flag, opening a named pipe waits for ever for somebody to write.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const { size, isFile } = await file.stat().then((stats) => ({ size: stats.size, isFile: stats.isFile() }))
    if (!isFile) {
      throw new ImageUnreadableError({
        where,
        expected: 'an image file',
        found: 'a folder or device',
        advice: 'Name the image files themselves.',
      })
    }
    refuseLongFile(where, size)
    return await file.readFile({ signal })
  } catch (error) {
    signal?.throwIfAborted()
    throw fileError(where, error)
  } finally {
    await file?.close()
  }
}

function refuseLongFile(where: string, size: number) {
  if (size <= MAX_FILE_BYTES) return
  throw new ImageTooLargeError({
    where,
    expected: `a file of at most ${MAX_FILE_BYTES.toLocaleString('en')} bytes`,
    found: `${size.toLocaleString('en')} bytes`,
    advice: 'Scale the image down first; the network sees a few hundred pixels a side.',
  })
}

function fileError(where: string, error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error)) return error
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return new ImageNotFoundError(where, error)
  if (error instanceof ImageUnreadableError || error instanceof ImageTooLargeError) return error
  return new ImageUnreadableError({
    where,
    expected: 'a readable image file',
    found: error.message,
    advice: 'Check that it is a file and that this user may read it.',
    cause: error,
  })
}
