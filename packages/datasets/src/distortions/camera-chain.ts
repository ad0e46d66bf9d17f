import { randomOf } from './core/random.ts'
import type { DistortionStep } from './distortion-types.ts'

/** What happens to photographs between the scene and the viewer, in that order; each strength is drawn from a range. */
const chains = {
  underexposed: [step('darken', 2.5, 4.5), step('white noise in color component', 2, 4), step('jpeg', 1, 3)],
  overexposed: [step('brighten', 2.5, 4.5), step('jpeg', 1, 3)],
  defocused: [step('lens blur', 1, 3.5), step('white noise', 1, 2.5), step('jpeg', 1, 3.5)],
  shaken: [step('motion blur', 2.5, 5), step('white noise', 1, 2.5), step('jpeg', 1, 3)],
  noisy: [step('white noise in color component', 2, 5), step('gaussian blur', 1.5, 2.5), step('jpeg', 1, 3)],
  'shared small': [step('resample', 2.2, 4), step('high sharpen', 1, 1.5), step('jpeg', 1.5, 4)],
  banded: [step('quantization', 1, 5), step('contrast change', 1, 2), step('jpeg', 1, 3)],
  overprocessed: [
    step('denoise', 1, 1.5),
    step('color saturation 2', 1.3, 2.5),
    step('high sharpen', 1, 2),
    step('jpeg', 1, 2.5),
  ],
} as const satisfies Record<string, readonly StrengthRange[]>

interface StrengthRange {
  readonly type: DistortionStep['type']
  readonly from: number
  readonly to: number
}

/** Names of the chains, in the order of their numbers. */
export type CameraChainName = keyof typeof chains
export const CAMERA_CHAINS = Object.keys(chains) as readonly CameraChainName[]

/** Steps of damage as they come together in real photographs. */
export interface CameraChain {
  readonly name: CameraChainName
  readonly steps: readonly DistortionStep[]
}

/**
 * A chain for a seed: exposure, focus, noise, resizing and compression as cameras and sharing mix them.
 *
 * @param name - otherwise drawn from the seed too.
 */
export function cameraChain(seed: number | string, name?: CameraChainName): CameraChain {
  const random = randomOf(seed)
  const chosen = name ?? CAMERA_CHAINS[random.below(CAMERA_CHAINS.length)]!
  const ranges: readonly StrengthRange[] | undefined = chains[chosen]
  if (ranges === undefined) {
    throw new RangeError(
      `cameraChain: expected one of ${CAMERA_CHAINS.join(', ')}, got ${JSON.stringify(name)}`,
    )
  }
  const steps = ranges.map(({ type, from, to }) => ({
    type,
    strength: from + (to - from) * random.next(),
  }))
  return { name: chosen, steps }
}

function step(type: DistortionStep['type'], from: number, to: number): StrengthRange {
  return { type, from, to }
}
