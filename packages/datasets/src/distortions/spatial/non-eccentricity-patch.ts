import type { Random } from '../core/random.ts'
import type { RgbImage, Samples } from '../core/rgb-image.ts'

const PATCH = 16
const REACH = 16

/** #20: so many patches of 16×16 pixels, each copied to a place at most 8 pixels away along each axis. */
export function nonEccentricityPatch(image: RgbImage, patches: number, random: Random): Samples {
  const { width, height } = image
  const result = image.data.slice()
  for (let i = 0; i < Math.round(patches); i++) {
    const left = REACH + random.below(width - PATCH - 2 * REACH + 1)
    const top = REACH + random.below(height - PATCH - 2 * REACH + 1)
    const toLeft = left + Math.round((random.next() - 0.5) * REACH)
    const toTop = top + Math.round((random.next() - 0.5) * REACH)
    // All rows are read before one is written: the two places may overlap.
    const rows = Array.from({ length: PATCH }, (_, y) => {
      const from = 3 * ((top + y) * width + left)
      return result.slice(from, from + 3 * PATCH)
    })
    for (const [y, row] of rows.entries()) result.set(row, 3 * ((toTop + y) * width + toLeft))
  }
  return result
}
