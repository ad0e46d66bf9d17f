/** KADID-10k's 25 kinds of damage, in the order of their numbers 01..25, by the names its readers use. */
export const DISTORTION_TYPES = [
  'gaussian blur',
  'lens blur',
  'motion blur',
  'color diffusion',
  'color shift',
  'color quantization',
  'color saturation 1',
  'color saturation 2',
  'jpeg2000',
  'jpeg',
  'white noise',
  'white noise in color component',
  'impulse noise',
  'multiplicative noise',
  'denoise',
  'brighten',
  'darken',
  'mean shift',
  'jitter',
  'non-eccentricity patch',
  'pixelate',
  'quantization',
  'color block',
  'high sharpen',
  'contrast change',
] as const

export type DistortionType = (typeof DISTORTION_TYPES)[number]

/** Strengths with ratings of their own. Between them, parameters and labels are interpolated. */
export const STRENGTHS = [1, 2, 3, 4, 5] as const

/** Damage of one kind. */
export interface DistortionStep {
  /** One of KADID's kinds, or `resample`: reduced and enlarged again. */
  readonly type: DistortionType | 'resample'
  /**
   * 1..5, whole or between, KADID's numbers: the higher the stronger, but for `mean shift` and `contrast change`, which
   * are mildest in the middle.
   */
  readonly strength: number
}

/** The value at a strength from those at 1..5, on straight lines between them. */
export function atStrength(values: readonly number[], strength: number): number {
  const below = Math.min(STRENGTHS.length - 1, Math.floor(strength)) - 1
  const share = strength - 1 - below
  return values[below]! * (1 - share) + values[below + 1]! * share
}

/** @throws {RangeError} if the type is unknown or the strength not in [1, 5]. */
export function requireStep(caller: string, { type, strength }: DistortionStep): void {
  if (type !== 'resample' && !DISTORTION_TYPES.includes(type)) {
    throw new RangeError(
      `${caller}: expected one of DISTORTION_TYPES or 'resample', got ${JSON.stringify(type)}`,
    )
  }
  if (!(strength >= 1 && strength <= STRENGTHS.length)) {
    throw new RangeError(`${caller}: expected a strength in [1, 5], got ${strength}`)
  }
}
