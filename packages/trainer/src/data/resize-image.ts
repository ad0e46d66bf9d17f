import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { decodeImage, padToSquare, type RgbImage, resampleBicubic } from '@deqa/model/image'

export interface ResizeRequest {
  readonly path: string
  /** S */
  readonly size: number
  /** Folder of resized images, to look in first. */
  readonly folder: string | undefined
  /** Whether a new one may be left there. */
  readonly mayWrite: boolean
}

/** Pixels, or why there are none: an error would lose its class between threads. */
export type ResizeResult =
  | { readonly pixels: Uint8Array<ArrayBuffer>; readonly wrote: boolean }
  | { readonly problem: string }

/** Part of the names of kept images: another number once their pixels would be others. */
const PREPROCESSING = 1

/**
 * An image as the network's u8 pixels: decoded, padded to a square, resampled to S × S. Shape [S, S, 3].
 *
 * Kept images are found by the digest of the file's bytes, so a file that changes or moves is no trap. Runs in the
 * main thread or in a worker.
 */
export async function resizeImage(request: ResizeRequest): Promise<ResizeResult> {
  try {
    return request.folder === undefined
      ? { pixels: resize(await decodeImage(request.path), request.size), wrote: false }
      : await throughFolder(request, request.folder)
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

function resize(image: RgbImage, size: number): Uint8Array<ArrayBuffer> {
  const { data } = resampleBicubic(padToSquare(image), size, size)
  // A copy only where the pixels are a part of a larger buffer, which could not be handed to another thread.
  return data.byteLength === data.buffer.byteLength && data.buffer instanceof ArrayBuffer
    ? (data as Uint8Array<ArrayBuffer>)
    : new Uint8Array(data)
}

async function throughFolder({ path, size, mayWrite }: ResizeRequest, folder: string): Promise<ResizeResult> {
  const bytes = await readFile(path).catch(() => undefined)
  // Whatever keeps a file from being read, the decoder says it better.
  if (bytes === undefined) return { pixels: resize(await decodeImage(path), size), wrote: false }
  const digest = createHash('sha256').update(bytes).digest('hex')
  const kept = join(folder, `${digest}-${size}-v${PREPROCESSING}.rgb`)
  const pixels = await readFile(kept).catch(() => undefined)
  if (pixels?.length === size * size * 3) return { pixels: new Uint8Array(pixels), wrote: false }
  const resized = resize(await decodeImage(new File([bytes], basename(path))), size)
  return { pixels: resized, wrote: mayWrite && (await keep(kept, folder, resized)) }
}

/** Whole or not at all. A folder that cannot be written costs time, not the run. */
async function keep(file: string, folder: string, pixels: Uint8Array): Promise<boolean> {
  const unfinished = `${file}.${randomUUID()}`
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(unfinished, pixels)
    await rename(unfinished, file)
    return true
  } catch {
    await rm(unfinished, { force: true }).catch(() => undefined)
    return false
  }
}
