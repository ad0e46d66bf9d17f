import { blurred, compressed, type Degradation, flattened, noisy, pristine } from './degrade.ts'
import type { Picture } from './picture.ts'
import { renderCottage } from './scenes/cottage.ts'
import { renderLake } from './scenes/lake.ts'
import { renderStillLife } from './scenes/still-life.ts'

export const photoWidth = 512
export const photoHeight = 384

/** What is drawn, and the files that come of one drawing. */
export interface Scene {
  readonly render: (width: number, height: number) => Picture
  readonly files: Readonly<Record<string, Degradation>>
}

export const scenes: readonly Scene[] = [
  {
    render: renderCottage,
    files: {
      'cottage.jpg': pristine,
      'cottage-blur.jpg': blurred(3),
      'cottage-jpeg.jpg': compressed(8),
      'cottage-low-contrast.jpg': flattened(0.25),
      'cottage-noise.jpg': noisy(28, 1),
    },
  },
  { render: renderLake, files: { 'lake.jpg': pristine } },
  { render: renderStillLife, files: { 'still-life.jpg': pristine, 'still-life-blur.jpg': blurred(2) } },
]

/** Every example photograph: its file name and its bytes. */
export async function* renderPhotos(): AsyncGenerator<readonly [file: string, bytes: Buffer]> {
  for (const { render, files } of scenes) {
    const picture = render(photoWidth, photoHeight)
    for (const [file, degrade] of Object.entries(files)) yield [file, await degrade(picture)]
  }
}
