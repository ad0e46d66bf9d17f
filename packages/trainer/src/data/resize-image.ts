import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import {
  type CropViews,
  decodeImage,
  fitForViews,
  padToSquare,
  type RgbImage,
  resampleBicubic,
} from '@deqa/model/image'
import { type RandomView, randomView } from './random-view.ts'

export interface ResizeRequest {
  readonly path: string
  /** S */
  readonly size: number
  /** Bring it to the size that squares of S × S are cut from, not to S × S. */
  readonly views: CropViews | undefined
  /** Only this square of it, where squares are cut. @default all of it */
  readonly only?: RandomView | undefined
  /** Folder of resized images, to look in first. */
  readonly folder: string | undefined
  /** Whether a new one may be left there. */
  readonly mayWrite: boolean
}

/** An image between decoding and the network. */
export interface Pixels {
  readonly width: number
  readonly height: number
  /** shape [height, width, 3] */
  readonly pixels: Uint8Array<ArrayBuffer>
}

/** Pixels, and how many bytes of the folder those of the whole image have newly taken. */
type Resized = Pixels & { readonly wroteBytes: number }

/** Pixels, or why there are none: an error would lose its class between threads. */
export type ResizeResult = Resized | { readonly problem: string }

/** Part of the names of kept images: another number once their pixels would be others. */
const PREPROCESSING = 3

/**
 * An image as the network's u8 pixels: decoded, padded to a square and resampled to S × S; or, where views are cut from
 * it, as large as those want it.
 *
 * Kept images are found by the digest of the file's bytes, so a file that changes or moves is no trap. Runs in the
 * main thread or in a worker.
 */
export async function resizeImage(request: ResizeRequest): Promise<ResizeResult> {
  try {
    const whole =
      request.folder === undefined
        ? { ...resize(await decodeImage(request.path), request), wroteBytes: 0 }
        : await throughFolder(request, request.folder)
    return request.only ? { ...whole, ...randomView(whole, request.size, request.only) } : whole
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

function resize(image: RgbImage, { size, views }: Pick<ResizeRequest, 'size' | 'views'>): Pixels {
  const { width, height, data } =
    views === undefined ? resampleBicubic(padToSquare(image), size, size) : fitForViews(image, size, views)
  // A copy only where the pixels are a part of a larger buffer, which could not be handed to another thread.
  const isWhole = data.byteLength === data.buffer.byteLength && data.buffer instanceof ArrayBuffer
  return { width, height, pixels: isWhole ? (data as Uint8Array<ArrayBuffer>) : new Uint8Array(data) }
}

async function throughFolder(request: ResizeRequest, folder: string): Promise<Resized> {
  const { path, size, views, mayWrite } = request
  const bytes = await readFile(path).catch(() => undefined)
  // Whatever keeps a file from being read, the decoder says it better.
  if (bytes === undefined) return { ...resize(await decodeImage(path), request), wroteBytes: 0 }
  const digest = createHash('sha256').update(bytes).digest('hex')
  const purpose = views === undefined ? `${size}` : `${size}-of-${views.longSide}`
  const kept = join(folder, `${digest}-${purpose}-v${PREPROCESSING}.rgb`)
  const found = unpacked(await readFile(kept).catch(() => undefined))
  if (found) return { ...found, wroteBytes: 0 }
  const resized = resize(await decodeImage(new File([bytes], basename(path))), request)
  const isKept = mayWrite && (await keep(kept, folder, packed(resized)))
  return { ...resized, wroteBytes: isKept ? resized.pixels.length : 0 }
}

/** Width and height, and the pixels after them. */
function packed({ width, height, pixels }: Pixels): Uint8Array {
  const header = Buffer.alloc(HEADER)
  header.writeUInt32LE(width, 0)
  header.writeUInt32LE(height, 4)
  return Buffer.concat([header, pixels])
}

function unpacked(file: Buffer | undefined): Pixels | undefined {
  if (file === undefined || file.length < HEADER) return undefined
  const [width, height] = [file.readUInt32LE(0), file.readUInt32LE(4)]
  if (file.length !== HEADER + width * height * 3) return undefined
  return { width, height, pixels: new Uint8Array(file.subarray(HEADER)) }
}

/** Bytes of width and height. */
const HEADER = 8

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
