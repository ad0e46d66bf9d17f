// Draws examples/photos anew; with --check, compares what is there with what would be drawn.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { renderPhotos } from './photos.ts'

const folder = new URL('../../../examples/photos/', import.meta.url)
// Another JPEG library or another Math.sin may round a few pixels otherwise; more than that is another picture.
const allowedMeanDifference = 0.25

const checking = process.argv.includes('--check')
const drawn = new Set<string>()
for await (const [file, bytes] of renderPhotos()) {
  drawn.add(file)
  const path = new URL(file, folder)
  if (!checking) await writeFile(path, bytes)
  const difference = checking ? await meanDifference(bytes, await readFile(path)) : 0
  if (difference > allowedMeanDifference) process.exitCode = 1
  console.log(
    `${file.padEnd(28)} ${String(bytes.length).padStart(7)} bytes`,
    checking ? `mean difference ${difference}` : '',
  )
}
for (const file of await readdir(folder)) {
  if (drawn.has(file)) continue
  console.error(`${file} lies in examples/photos but nothing draws it`)
  process.exitCode = 1
}

/** The mean absolute difference of two encoded pictures, in levels of 255. */
async function meanDifference(a: Buffer, b: Buffer): Promise<number> {
  if (a.equals(b)) return 0
  const [first, second] = await Promise.all([a, b].map((bytes) => sharp(bytes).raw().toBuffer()))
  if (first!.length !== second!.length) return Number.POSITIVE_INFINITY
  return first!.reduce((sum, value, i) => sum + Math.abs(value - second![i]!), 0) / first!.length
}
