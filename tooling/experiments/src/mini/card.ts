import type { ModelInfo, Score } from '@deqa/model'
import { correlationText } from '../correlation-text.ts'
import { markdownTable } from '../markdown-table.ts'
import { chainTable, comparisonTable, distortionTable, percent, worstTable } from './card-tables.ts'
import type { Comparison, TestFigures } from './measure-test-set.ts'
import { cleannessOf, distancesOf, monotonyOf, ONE_SIDED_TYPES, type Strips } from './strips.ts'

export interface CardFacts {
  readonly model: ModelInfo
  readonly figures: TestFigures
  readonly comparison: Comparison
  readonly strips: readonly Strips[]
  /** Scores of the example photographs, by name. */
  readonly examples: ReadonlyMap<string, Score>
  /** The runs, one after the other. */
  readonly training: readonly {
    /** Of its configuration. */
    readonly name: string
    /** null: the number of updates follows from the epochs. */
    readonly updates: number | null
    /** How much of its way was taken. */
    readonly blend: number
  }[]
}

/** Photographs that the set keeps to report on. */
const REPORTED = 100

/** The model card: what it is, what it learned from, how good it is, where it fails. */
export function writeCard({ model, figures, comparison, strips, examples, training }: CardFacts): string {
  const monotony = monotonyOf(strips)
  const byDistance = monotonyOf(strips, undefined, distancesOf)
  const oneSided = monotonyOf(strips, ONE_SIDED_TYPES)
  const cleanness = cleannessOf(strips)
  const { distribution } = figures.damaged
  const some = strips.length < REPORTED ? ` ${strips.length}` : ''
  return `# deqa-mini

The default model of this package: DeQA-Score's architecture (vision encoder, abstractor, decoder) at a small size,
${(model.parameters / 1e6).toFixed(1)} million parameters, trained from nothing by \`@deqa/trainer\`. It tells good photographs from damaged ones. It is
not the released DeQA-Score model, and has seen no rating of a single picture.

The weights are MIT-licensed like the package, and hold no picture. They learned from the photographs of BSDS500, published
for non-commercial research and education, and from KADID-10k's ratings: name both if you redistribute them, and make sure
for yourself that a commercial use is covered.

## Figures

Measured on ${some ? `${strips.length} of ` : ''}the ${REPORTED} photographs that were neither trained on nor chosen by${some && ' (the first by name)'}, revision \`${model.revision}\`.
Intervals are 95 %, by the bootstrap over whole photographs. Every figure here is printed by
\`pnpm --filter @deqa/experiments mini-card${some}\`.

On all 25 kinds of damage at five strengths, and undamaged (${figures.damaged.images} images): SRCC **${correlationText(figures.damaged, 'srcc')}**,
PLCC **${correlationText(figures.damaged, 'plcc')}**. Distance of the predicted distributions to those of the labels: JS ${distribution?.js?.toFixed(3) ?? '–'},
W2 ${distribution?.w2.toFixed(3) ?? '–'}.

These are figures against the labels of a kind and a strength of damage, not against ratings of these pictures.

Beside classical measures, on the images of ${comparison.photographs} of these photographs:

${comparisonTable(comparison)}
The photographs are the first by name, undamaged ones included; a negative PLCC means that the best curve falls.
NIQE and BRISQUE are re-implementations from their papers, fitted on the same training photographs
(\`@deqa/baselines\`).

Undamaged photographs score ${cleanness.mean.toFixed(2)} on average, and higher than the same photograph damaged at strength 3, 4
or 5 in ${percent(cleanness.above)} of all comparisons. Along the five strengths of a kind, Kendall's correlation with falling quality is ${monotony.kendall.toFixed(3)} on
average over ${monotony.strips} strips (one photograph under one kind at its five strengths), and 0.6 or more in ${percent(monotony.orderly)} of them. KADID's numbers of two kinds are not their
strengths, mean shift and contrast change, whose amounts pass through doing nothing (which is mean shift 3, above which
no photograph can be): by the distance from that it is ${byDistance.kendall.toFixed(3)}, and 0.6 or more in ${percent(byDistance.orderly)}.
Of the ${ONE_SIDED_TYPES.length} other kinds alone it is ${oneSided.kendall.toFixed(3)}, and 0.6 or more in ${percent(oneSided.orderly)}.

### By kind of damage

${distortionTable(figures, strips, cleanness)}
### Mixtures as cameras make them

${chainTable(figures)}
### The ten worst

All of them were held out: \`train/\`, \`val/\` and \`test/\` are folders of BSDS500, not our parts.

${worstTable(figures.scored, 10)}
### The example photographs

${markdownTable({
  head: ['picture', 'score', 'std', 'level'],
  rows: [...examples].map(([name, { score, std, level }]) => [name, score.toFixed(2), std.toFixed(2), level]),
})}
They are drawn by a program, not photographed: a renderer that no training picture comes from.

## What it sees

A picture whose longer side is more than 512 pixels is reduced to that, and one whose shorter side is less than ${model.imageSize} is
enlarged to that. Then the network sees squares of ${model.imageSize} pixels in a
grid, each by itself; the score is that of the mean of their distributions. So it judges what a picture looks like at that
size: noise and sharpening that vanish when a picture is reduced do not count, and what lies between the squares is not
seen.

## What it learned from

- **Pictures**: the 500 photographs of the Berkeley Segmentation Data Set (BSDS500; P. Arbeláez, M. Maire, C. Fowlkes,
  J. Malik, TPAMI 2011; research use), 350 of them to train on, 50 to choose by, 100 to report; each undamaged, under
  KADID-10k's 25 kinds of damage at five strengths, re-created in TypeScript, and after 12 random camera chains.
- **Labels**: for each kind and strength the mean and the deviation of KADID-10k's human ratings over its 81 references
  (H. Lin, V. Hosu, D. Saupe, QoMEX 2019). Nobody has rated these pictures themselves: every photograph under the same
  damage has the same label, so differences between contents are in no figure above.
- **Method**: soft labels (moment-matched), KL divergence, fidelity loss on pairs, as in the paper; squares from
  anywhere in a photograph, mirrored and turned; in the second run half of the pairs are copies of one photograph, cut at
  the same place, and undamaged photographs are seen more often; in the third, half are two strengths of one damage of
  one photograph; in the fourth it is certain which of those two is better, and faded colours and contrast are seen more
  often. A later run begins with the weights of the one before it, and need not be taken whole.

${trainingTable(training)}
## What it must not be used for

- Judging people, their work or their rights, or anything in medicine, forensics or safety.
- Comparing its numbers with those of the released DeQA-Score, or with ratings of other datasets.
- Aesthetics, content, faces, text, generated images: it has learned technical damage to photographs alone.
- As the only reward of a generative model: what it does not see will be exploited.

## Making it again

\`\`\`sh no-run
pnpm --filter @deqa/experiments make-mini <folder of BSDS500>   # hours; the same command goes on where it was stopped
pnpm --filter @deqa/experiments mini-card                       # every figure of this page, from the weights in the package and that set
\`\`\`

A second making gave other weights whose figures lie close by:
[what it came to](../../../../docs/decisions/2026-12-01-deqa-mini-made-again.md).
`
}

function trainingTable(training: CardFacts['training']): string {
  return markdownTable({
    head: ['run', 'updates', 'taken of its way'],
    rows: training.map(({ name, updates, blend }) => [
      `[${name}](../../../../configs/${name}.yaml)`,
      String(updates ?? '–'),
      blend === 1 ? 'all' : String(blend),
    ]),
  })
}
