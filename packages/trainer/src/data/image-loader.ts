import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { CropViews } from '@deqa/model/image'
import { workerEntry } from '@deqa/model/training'
import { Tinypool } from 'tinypool'
import { type RandomView, randomView } from './random-view.ts'
import { type Pixels, type ResizeRequest, type ResizeResult, resizeImage } from './resize-image.ts'

export interface ImageLoaderOptions {
  /** S: images come as [S, S, 3]; with views, as large as squares of S × S are cut from. */
  readonly size: number
  readonly views?: CropViews | undefined
  /** Threads that decode and resize; 0: none but the caller's. */
  readonly workers: number
  /** Room for resized images in memory, in bytes. */
  readonly memoryBytes: number
  /** Folder that keeps resized images for later runs. */
  readonly folder?: string
  /** Room in that folder, in bytes. */
  readonly folderBytes?: number
}

/** An image's pixels, or why it has none. */
export type LoadedImage = Pixels | { readonly problem: string }

/** How long a thread waits for the next image: longer than a step takes. */
const IDLE_MS = 60_000

/**
 * Reads images and resizes them, in worker threads, and keeps as many results as there is room for.
 *
 * A full cache stays as it is: when every image comes once an epoch, in another order each time, the ones thrown out for
 * new ones would be missed as often as these are hit.
 */
export class ImageLoader implements AsyncDisposable {
  readonly #options: ImageLoaderOptions
  readonly #pool: Tinypool | undefined
  readonly #cache = new Map<string, LoadedImage>()
  readonly #underWay = new Map<string, Promise<LoadedImage>>()
  #memoryLeft: number
  #folderLeft: number

  private constructor(options: ImageLoaderOptions, folderLeft: number) {
    const { workers, memoryBytes } = options
    this.#options = options
    this.#memoryLeft = memoryBytes
    this.#folderLeft = folderLeft
    if (workers > 0) {
      this.#pool = new Tinypool({
        ...workerEntry(import.meta.url, 'resize-image'),
        runtime: 'worker_threads',
        minThreads: 0,
        maxThreads: workers,
        idleTimeout: IDLE_MS,
      })
      // One for each image under way.
      this.#pool.setMaxListeners(0)
    }
  }

  static async open(options: ImageLoaderOptions): Promise<ImageLoader> {
    const { folder, folderBytes = 0 } = options
    return new ImageLoader(options, folder === undefined ? 0 : folderBytes - (await bytesIn(folder)))
  }

  /** Never rejects for what a file holds: an image that cannot be read says why. */
  load(path: string): Promise<LoadedImage> {
    const kept = this.#cache.get(path)
    if (kept) return Promise.resolve(kept)
    const underWay = this.#underWay.get(path)
    if (underWay) return underWay
    const started = this.#read(path).finally(() => this.#underWay.delete(path))
    this.#underWay.set(path, started)
    return started
  }

  /**
   * A square from anywhere in an image that squares are cut from. Where the image is not kept in memory, the square is all
   * that comes from the thread that decodes it.
   */
  async loadView(path: string, view: RandomView): Promise<LoadedImage> {
    if (!this.#cache.has(path) && this.#memoryLeft < this.#largest) return this.#read(path, view)
    const image = await this.load(path)
    return 'problem' in image ? image : randomView(image, this.#options.size, view)
  }

  /** Bytes of the largest image. */
  get #largest(): number {
    const { size, views } = this.#options
    return 3 * (views?.longSide ?? size) ** 2
  }

  /** @param only - the square of it that is wanted; then nothing is kept in memory. */
  async #read(path: string, only?: RandomView): Promise<LoadedImage> {
    const { size, views, folder } = this.#options
    const mayWrite = this.#folderLeft >= this.#largest
    const request: ResizeRequest = { path, size, views, only, folder, mayWrite }
    const result = await this.#resize(request)
    if ('problem' in result) {
      this.#cache.set(path, result)
      return result
    }
    const { width, height, pixels, wroteBytes } = result
    const bytes = pixels.length
    this.#folderLeft -= wroteBytes
    const image = { width, height, pixels }
    if (!only && this.#memoryLeft >= bytes) {
      this.#memoryLeft -= bytes
      this.#cache.set(path, image)
    }
    return image
  }

  #resize(request: ResizeRequest): Promise<ResizeResult> {
    const pool = this.#pool
    if (!pool) return resizeImage(request)
    return new Promise((resolve, reject) => {
      // A thread that cannot even start says so to the pool alone, and the task would wait for ever.
      pool.once('error', reject)
      const done: Promise<ResizeResult> = pool.run(request, { name: 'resizeImage' })
      done.then(resolve, reject).finally(() => pool.off('error', reject))
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#underWay.values())
    await this.#pool?.destroy()
    this.#cache.clear()
  }
}

async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => [])
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
