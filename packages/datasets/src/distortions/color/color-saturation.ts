import { fromLab, toLab } from '../core/lab.ts'
import type { RgbImage, Samples } from '../core/rgb-image.ts'

/**
 * #07: the saturation of HSV times `factor`, below 1. With V the largest channel of a pixel, each channel c becomes
 * V − factor (V − c): 0 is grey, below 0 the colours turn into their complements.
 */
export function colorSaturation1({ data }: RgbImage, factor: number): Samples {
  const result = new Float32Array(data.length)
  for (let i = 0; i < data.length; i += 3) {
    const value = Math.max(data[i]!, data[i + 1]!, data[i + 2]!)
    for (let channel = 0; channel < 3; channel++)
      result[i + channel] = value - factor * (value - data[i + channel]!)
  }
  return result
}

/** #08: a* and b* of L*a*b* times `factor`, above 1; colours no display can show are cut off. */
export function colorSaturation2(image: RgbImage, factor: number): Samples {
  if (factor === 1) return image.data
  const { l, a, b } = toLab(image)
  for (let i = 0; i < l.length; i++) {
    a[i]! *= factor
    b[i]! *= factor
  }
  return fromLab({ l, a, b })
}
