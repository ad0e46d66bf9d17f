import { join } from 'node:path'
import sharp from 'sharp'
import { temporaryFolder } from './temporary-folder.ts'

/** A temporary folder with `count` small images that differ: `00.png`, `01.png`, … */
export async function makePhotos(count: number): Promise<string> {
  const folder = temporaryFolder()
  await Promise.all(Array.from({ length: count }, (_, i) => makePhoto(join(folder, photoName(i)), i)))
  return folder
}

export function photoName(index: number): string {
  return `${String(index).padStart(2, '0')}.png`
}

/** Waves whose length and colour depend on `seed`. */
export async function makePhoto(path: string, seed: number): Promise<void> {
  const [width, height] = [48, 36]
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const x = Math.floor(i / 3) % width
    return 128 + 120 * Math.sin((x * (seed + 1)) / 9 + (i % 3) + seed)
  })
  await sharp(data, { raw: { width, height, channels: 3 } }).toFile(path)
}
