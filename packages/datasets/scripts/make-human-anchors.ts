// Writes src/human-anchors/human-anchors.ts from the ratings of KADID-10k; the argument is the dataset's folder, of which
// the ratings are enough. Also fits the exponent of anchored-label.ts.
import { writeFile } from 'node:fs/promises'
import { DISTORTION_TYPES, type DistortionType, STRENGTHS } from '../src/distortions/distortion-types.ts'
import { openDataset } from '../src/index.ts'

const folder = process.argv[2]
if (folder === undefined) throw new Error('expected the folder of KADID-10k, such as data/kadid10k')

const ratings = new Map<string, { mos: number; std: number }[]>()
for await (const { mos, std, distortion } of (await openDataset('kadid', folder)).rows()) {
  const cell = `${distortion!.type}/${distortion!.level}`
  ratings.set(cell, [...(ratings.get(cell) ?? []), { mos, std: std! }])
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
const anchorOf = (type: DistortionType, strength: number) => {
  const cell = ratings.get(`${type}/${strength}`)!
  const centre = mean(cell.map(({ mos }) => mos))
  return [
    centre,
    Math.sqrt(mean(cell.map(({ std }) => std ** 2))),
    Math.sqrt(mean(cell.map(({ mos }) => (mos - centre) ** 2))),
  ] as const
}

const rows = DISTORTION_TYPES.map((type) => {
  const cells = STRENGTHS.map(
    (strength) =>
      `[${anchorOf(type, strength)
        .map((value) => value.toFixed(3))
        .join(', ')}]`,
  )
  return `  '${type}': [${cells.join(', ')}],`
})
await writeFile(
  new URL('../src/human-anchors/human-anchors.ts', import.meta.url),
  `// Written by scripts/make-human-anchors.ts; then formatted.
// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: ratings that happen to be near a constant
import type { DistortionType } from '../distortions/distortion-types.ts'

/** What people thought of one kind of damage at one strength, on the scale 1..5: [mean, raterStd, contentStd]. */
export type HumanAnchor = readonly [
  /** Mean of the ratings. */
  mean: number,
  /** How much the raters of one picture differ: root mean square of the deviations of the 81 pictures. */
  raterStd: number,
  /** How much the pictures differ: deviation of their 81 means. */
  contentStd: number,
]

/**
 * Human ratings of KADID-10k at strengths 1..5, over its 81 reference pictures with about 30 ratings each; 5 is
 * "imperceptible", 1 is "very annoying". Rounded to 0.001.
 *
 * These are statistics of the dataset, not the dataset: H. Lin, V. Hosu, D. Saupe, "KADID-10k: A Large-scale
 * Artificially Distorted IQA Database", QoMEX 2019, whose page has its terms; cite it.
 */
export const HUMAN_ANCHORS: Readonly<
  Record<DistortionType, readonly [HumanAnchor, HumanAnchor, HumanAnchor, HumanAnchor, HumanAnchor]>
> = {
${rows.join('\n')}
}
`,
)

// Kinds whose parameters add up when damage is done twice: [type, first, second, strength of both together].
const sums: readonly (readonly [DistortionType, number, number, number])[] = [
  ['white noise', 1, 2, 3],
  ['white noise', 2, 3, 4],
  ['white noise in color component', 2, 2, 3],
  ['white noise in color component', 3, 3, 4],
  ['white noise in color component', 3, 4, 5],
  ['impulse noise', 2, 2, 3],
  ['impulse noise', 3, 3, 4],
  ['impulse noise', 3, 4, 5],
  ['multiplicative noise', 2, 2, 3],
  ['multiplicative noise', 3, 3, 4],
  ...(['non-eccentricity patch', 'color block'] as const).flatMap((type) =>
    (
      [
        [1, 1, 2],
        [1, 2, 3],
        [1, 3, 4],
        [2, 2, 4],
        [1, 4, 5],
        [2, 3, 5],
      ] as const
    ).map((numbers) => [type, ...numbers] as const),
  ),
]
const best = anchorOf('gaussian blur', 1)[0]
const damage = (type: DistortionType, strength: number) =>
  Math.max(0, -Math.log((anchorOf(type, strength)[0] - 1) / (best - 1)))
for (let exponent = 1; exponent < 3.05; exponent += 0.1) {
  const errors = sums.map(([type, first, second, both]) => {
    const pooled = (damage(type, first) ** exponent + damage(type, second) ** exponent) ** (1 / exponent)
    return (1 + (best - 1) * Math.exp(-pooled) - anchorOf(type, both)[0]) ** 2
  })
  console.log(
    `exponent ${exponent.toFixed(1)}: off by ${Math.sqrt(mean(errors)).toFixed(3)} (rms, points of MOS)`,
  )
}
