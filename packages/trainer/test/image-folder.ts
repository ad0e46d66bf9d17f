import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'

/** A folder of small rated pictures, made for a test. */
export interface ImageFolder {
  readonly path: string
  /** A table with image, mos and std of every picture. */
  readonly table: string
  readonly images: readonly string[]
  remove(): Promise<void>
}

/** `count` pictures of different sizes, each of one colour with a bright left half; their scores rise from 1 to 5. */
export async function makeImageFolder(count: number): Promise<ImageFolder> {
  const path = await mkdtemp(join(tmpdir(), 'deqa-images-'))
  const images = Array.from({ length: count }, (_, i) => join(path, `${i}.png`))
  await Promise.all(
    images.map(async (file, i) => {
      const [width, height] = [20 + (i % 5), 16 + (i % 3)]
      const pixels = Uint8Array.from({ length: width * height * 3 }, (_, at) =>
        (at / 3) % width < width / 2 ? 200 : (i * 37 + at) % 256,
      )
      await sharp(pixels, { raw: { width, height, channels: 3 } })
        .png()
        .toFile(file)
    }),
  )
  const table = join(path, 'ratings.csv')
  const rows = images.map((_, i) => `${i}.png,${1 + (4 * i) / Math.max(count - 1, 1)},${0.4 + (i % 4) / 10}`)
  await writeFile(table, `image,mos,std\n${rows.join('\n')}\n`)
  return { path, table, images, remove: () => rm(path, { recursive: true, force: true }) }
}
