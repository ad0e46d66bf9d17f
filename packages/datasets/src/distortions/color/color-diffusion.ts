import { boxBlur } from '../core/box-blur.ts'
import { fromLab, toLab } from '../core/lab.ts'
import type { RgbImage, Samples } from '../core/rgb-image.ts'

/** #04: colours run. a* and b* are blurred with σ = 1.5 amount + 2 and multiplied by the amount; lightness stays. */
export function colorDiffusion(image: RgbImage, amount: number): Samples {
  const { l, a, b } = toLab(image)
  const [diffuseA, diffuseB] = [a, b].map((plane) => {
    const blurred = boxBlur(plane, image, 1.5 * amount + 2)
    for (let i = 0; i < blurred.length; i++) blurred[i]! *= amount
    return blurred
  })
  return fromLab({ l, a: diffuseA!, b: diffuseB! })
}
