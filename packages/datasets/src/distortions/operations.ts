import { gaussianBlur } from './blur/gaussian-blur.ts'
import { lensBlur } from './blur/lens-blur.ts'
import { motionBlur } from './blur/motion-blur.ts'
import { colorDiffusion } from './color/color-diffusion.ts'
import { colorQuantization } from './color/color-quantization.ts'
import { colorSaturation1, colorSaturation2 } from './color/color-saturation.ts'
import { colorShift } from './color/color-shift.ts'
import { jpeg } from './compression/jpeg.ts'
import { jpeg2000 } from './compression/jpeg2000.ts'
import type { Random } from './core/random.ts'
import type { RgbImage, Samples } from './core/rgb-image.ts'
import type { DistortionStep } from './distortion-types.ts'
import { colorComponentNoise } from './noise/color-component-noise.ts'
import { denoise } from './noise/denoise.ts'
import { impulseNoise } from './noise/impulse-noise.ts'
import { multiplicativeNoise } from './noise/multiplicative-noise.ts'
import { whiteNoise } from './noise/white-noise.ts'
import { colorBlock } from './spatial/color-block.ts'
import { jitter } from './spatial/jitter.ts'
import { nonEccentricityPatch } from './spatial/non-eccentricity-patch.ts'
import { pixelate } from './spatial/pixelate.ts'
import { resample } from './spatial/resample.ts'
import { brighten } from './tone/brighten.ts'
import { contrastChange } from './tone/contrast-change.ts'
import { darken } from './tone/darken.ts'
import { highSharpen } from './tone/high-sharpen.ts'
import { meanShift } from './tone/mean-shift.ts'
import { quantization } from './tone/quantization.ts'

/** What makes a kind of damage, and its parameter at the strengths 1..5. */
export interface Operation {
  readonly apply: (image: RgbImage, amount: number, random: Random) => Samples | Promise<Samples>
  readonly amounts: readonly [number, number, number, number, number]
}

/**
 * KADID-10k's parameters.
 *
 * Source: H. Lin, V. Hosu, D. Saupe, "KADID-10k: A Large-scale Artificially Distorted IQA Database", QoMEX 2019, and
 * the level table of its authors' generator. The factors of `resample` are ours: at each strength it changes the
 * photographs of BSDS500 by the same mean squared error as Gaussian blur does.
 */
export const operations: Readonly<Record<DistortionStep['type'], Operation>> = {
  'gaussian blur': { apply: gaussianBlur, amounts: [0.1, 0.5, 1, 2, 5] },
  'lens blur': { apply: lensBlur, amounts: [1, 2, 4, 6, 8] },
  'motion blur': { apply: motionBlur, amounts: [1, 2, 4, 6, 10] },
  'color diffusion': { apply: colorDiffusion, amounts: [1, 3, 6, 8, 12] },
  'color shift': { apply: colorShift, amounts: [1, 3, 6, 8, 12] },
  'color quantization': { apply: colorQuantization, amounts: [64, 48, 32, 16, 8] },
  'color saturation 1': { apply: colorSaturation1, amounts: [0.4, 0.2, 0.1, 0, -0.4] },
  'color saturation 2': { apply: colorSaturation2, amounts: [1, 2, 3, 6, 9] },
  jpeg2000: { apply: jpeg2000, amounts: [16, 32, 45, 120, 400] },
  jpeg: { apply: jpeg, amounts: [43, 36, 24, 7, 4] },
  'white noise': { apply: whiteNoise, amounts: [0.001, 0.002, 0.003, 0.005, 0.01] },
  'white noise in color component': {
    apply: colorComponentNoise,
    amounts: [0.0001, 0.0005, 0.001, 0.002, 0.003],
  },
  'impulse noise': { apply: impulseNoise, amounts: [0.001, 0.005, 0.01, 0.02, 0.03] },
  'multiplicative noise': { apply: multiplicativeNoise, amounts: [0.001, 0.005, 0.01, 0.02, 0.05] },
  denoise: { apply: denoise, amounts: [0.01, 0.03, 0.05, 0.1, 0.15] },
  brighten: { apply: brighten, amounts: [0.1, 0.2, 0.4, 0.7, 1.1] },
  darken: { apply: darken, amounts: [0.05, 0.1, 0.2, 0.4, 0.8] },
  'mean shift': { apply: meanShift, amounts: [0.15, 0.08, 0, -0.08, -0.15] },
  jitter: { apply: jitter, amounts: [0.05, 0.1, 0.2, 0.5, 1] },
  'non-eccentricity patch': { apply: nonEccentricityPatch, amounts: [20, 40, 60, 80, 100] },
  pixelate: { apply: pixelate, amounts: [0.01, 0.05, 0.1, 0.2, 0.5] },
  quantization: { apply: quantization, amounts: [20, 16, 13, 10, 7] },
  'color block': { apply: colorBlock, amounts: [2, 4, 6, 8, 10] },
  'high sharpen': { apply: highSharpen, amounts: [1, 2, 3, 6, 12] },
  'contrast change': { apply: contrastChange, amounts: [0.3, 0.15, 0, -0.4, -0.6] },
  resample: { apply: resample, amounts: [1, 1.05, 2, 4, 9.5] },
}
