import { type DatasetRow, datasetRow, type SplitName } from '../dataset.ts'
import { cameraChain } from '../distortions/camera-chain.ts'
import {
  DISTORTION_TYPES,
  type DistortionStep,
  type DistortionType,
  STRENGTHS,
} from '../distortions/distortion-types.ts'
import { anchoredLabel } from '../human-anchors/anchored-label.ts'
import { splitByReference } from '../splits/split-by-reference.ts'

export interface PlanOptions {
  /** @default all 25 */
  readonly types?: readonly DistortionType[]
  /** @default 1..5 */
  readonly strengths?: readonly number[]
  /** Number of camera chains of each photograph. @default 0 */
  readonly chains?: number
  /** Another seed gives other noise, other chains and another split. */
  readonly seed: number | string
  /** @default { train: 0.8, validation: 0.1, test: 0.1 } */
  readonly ratios?: Readonly<Partial<Record<SplitName, number>>>
  /** Ending of the images' names. @default 'png' */
  readonly format?: 'png' | 'jpg'
}

/** An image that is to be made of a photograph, and its label. */
export interface PlannedImage {
  /** With `imagePath` relative to the folder of the set; its label to four decimals, one more than the anchors have. */
  readonly row: DatasetRow & { readonly std: number; readonly reference: string }
  readonly steps: readonly DistortionStep[]
  /** What the damage is drawn from: by names alone, so that the order of work does not matter. */
  readonly seed: string
}

/**
 * Says which images a labelled set has: every photograph undamaged, under each type at each strength, and after some
 * camera chains. All images of one photograph are in the same part.
 *
 * The damage of an image depends on the seed, the name of its photograph and what is done to it; the split on the seed
 * and all names.
 *
 * @param photographs - names within their folder, `/` between folders, each once.
 * @throws {RangeError} if there is no photograph, a name comes twice, or an option is out of range.
 * @throws {DatasetSplitInvalid} if there are too few photographs for the ratios.
 */
export async function planDistortedSet(
  photographs: readonly string[],
  options: PlanOptions,
): Promise<PlannedImage[]> {
  const { seed, chains = 0, ratios = { train: 0.8, validation: 0.1, test: 0.1 } } = options
  if (photographs.length === 0 || new Set(photographs).size < photographs.length) {
    throw new RangeError(
      `planDistortedSet: expected photographs, each once, got ${photographs.length} names, ${new Set(photographs).size} different ones`,
    )
  }
  if (!(Number.isInteger(chains) && chains >= 0)) {
    throw new RangeError(`planDistortedSet: expected a whole number of chains, zero or more, got ${chains}`)
  }
  const images = photographs.flatMap((photograph) => imagesOf(photograph, options))
  const { splitOf } = await splitByReference(
    images.map(({ row }) => row),
    { ratios, seed },
  )
  return images.map(({ row, ...image }) => {
    const split = splitOf(row)
    return { ...image, row: split === undefined ? row : { ...row, split } }
  })
}

function imagesOf(photograph: string, options: PlanOptions): PlannedImage[] {
  const { types = DISTORTION_TYPES, strengths = STRENGTHS, chains = 0, seed, format = 'png' } = options
  const planned = (name: string, steps: readonly DistortionStep[], distortion?: DatasetRow['distortion']) => {
    const imagePath = `images/${photograph}/${name}.${format}`
    const label = anchoredLabel(steps)
    const [mos, std] = [rounded(label.mos), rounded(label.std)]
    const row = datasetRow({ id: imagePath, imagePath, mos, reference: photograph, distortion })
    return {
      row: { ...row, std, reference: photograph },
      steps,
      seed: `${seed}/${photograph}/${name}`,
    }
  }
  return [
    planned('undamaged', []),
    ...types.flatMap((type) =>
      strengths.map((strength) =>
        planned(`${type.replaceAll(' ', '-')}-${strength}`, [{ type, strength }], { type, level: strength }),
      ),
    ),
    ...Array.from({ length: chains }, (_, i) => {
      const name = `camera-${i + 1}`
      const chain = cameraChain(`${seed}/${photograph}/${name}`)
      return planned(name, chain.steps, { type: `camera: ${chain.name}` })
    }),
  ]
}

function rounded(value: number): number {
  return Number(value.toFixed(4))
}
