// Draws docs/distortions.webp: a part of an example photograph under each of KADID-10k's 25 distortions at five strengths.
import { fileURLToPath } from 'node:url'
import sharp, { type OverlayOptions } from 'sharp'
import { DISTORTION_TYPES, distort, HUMAN_ANCHORS, STRENGTHS } from '../src/distortions/index.ts'

const photograph = fileURLToPath(new URL('../../../examples/photos/still-life.jpg', import.meta.url))
const place = new URL('../docs/distortions.webp', import.meta.url)
const part = { left: 218, top: 148, width: 160, height: 96 }
const name = { width: 172, size: 13 }
const gap = 3

const { data, info } = await sharp(photograph).raw().toBuffer({ resolveWithObject: true })
const image = { width: info.width, height: info.height, data: new Uint8Array(data) }
const label = (text: string, width: number, height: number, anchor: 'start' | 'middle') =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><text x="${anchor === 'start' ? 4 : width / 2}" y="${height / 2 + name.size / 3}" font-family="sans-serif" font-size="${name.size}" text-anchor="${anchor}">${text}</text></svg>`,
  )

const tiles: OverlayOptions[] = []
for (const [row, type] of DISTORTION_TYPES.entries()) {
  const top = row * (part.height + gap)
  const number = String(row + 1).padStart(2, '0')
  const words = type.replace(' in color component', ' in YCbCr')
  tiles.push({ input: label(`${number} ${words}`, name.width, part.height, 'start'), left: 0, top })
  for (const strength of STRENGTHS) {
    const damaged = await distort(image, { type, strength, seed: 3 })
    const raw = { width: info.width, height: info.height, channels: 3 } as const
    const tile = await sharp(damaged.data, { raw })
      .extract(part)
      .composite([
        {
          input: Buffer.from(
            `<svg xmlns="http://www.w3.org/2000/svg" width="34" height="17"><rect width="34" height="17" fill="white" fill-opacity="0.75"/><text x="17" y="13" font-family="sans-serif" font-size="12" text-anchor="middle">${HUMAN_ANCHORS[type][strength - 1]![0].toFixed(2)}</text></svg>`,
          ),
          left: 0,
          top: 0,
        },
      ])
      .png()
      .toBuffer()
    tiles.push({ input: tile, left: name.width + (strength - 1) * (part.width + gap), top })
  }
}
const width = name.width + STRENGTHS.length * (part.width + gap)
const height = DISTORTION_TYPES.length * (part.height + gap)
const { size } = await sharp({ create: { width, height, channels: 3, background: 'white' } })
  .composite(tiles)
  .webp({ quality: 62 })
  .toFile(fileURLToPath(place))
console.log(`${fileURLToPath(place)}: ${width}×${height}, ${size} bytes`)
