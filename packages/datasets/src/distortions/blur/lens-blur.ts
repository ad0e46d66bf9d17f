import { pointSpread, spreadPoints } from '../core/point-spread.ts'
import type { RgbImage, Samples } from '../core/rgb-image.ts'

/** Lines of a pixel at which the disk is cut: area of a pixel to 1/32. */
const LINES = 32

/** #02: out of focus. Each point becomes a disk of this radius in pixels; its edge weighs what it covers of a pixel. */
export function lensBlur(image: RgbImage, radius: number): Samples {
  return spreadPoints(
    image,
    pointSpread(Math.ceil(radius), (x, y) => coverage(x, y, radius)),
  )
}

/** Share of the unit square about (x, y) that a disk about the origin covers. */
function coverage(x: number, y: number, radius: number): number {
  let covered = 0
  for (let line = 0; line < LINES; line++) {
    const height = y - 0.5 + (line + 0.5) / LINES
    const reach = Math.sqrt(Math.max(0, radius * radius - height * height))
    covered += Math.max(0, Math.min(x + 0.5, reach) - Math.max(x - 0.5, -reach))
  }
  return covered / LINES
}
