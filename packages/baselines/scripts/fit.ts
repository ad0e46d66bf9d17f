// Fits NIQE and BRISQUE on a set that `deqa dataset make` has made, and writes models/niqe.json and models/brisque.json:
//
//   pnpm --filter @deqa/baselines fit <folder of the set> ["words for the photographs"]
//
// NIQE sees the undamaged training photographs. BRISQUE sees a seventh of the images of the training part, undamaged ones
// and camera chains among them; of the settings below it takes those that agree best with the labels of a seventh of the
// validation part. The test part is not looked at.
import { writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type DatasetRow, openTable, type SplitName } from '@deqa/datasets'
import { readPhotograph } from '@deqa/datasets/distortions'
import { srcc } from '@deqa/metrics'
import { brisqueFeatures } from '../src/brisque/brisque-features.ts'
import { brisqueFile } from '../src/brisque/brisque-model.ts'
import { fitKernelRegression } from '../src/brisque/fit-kernel-regression.ts'
import { predictByKernels } from '../src/brisque/kernel-regression.ts'
import { fitNiqe } from '../src/niqe/fit-niqe.ts'
import { niqeFile } from '../src/niqe/niqe-model.ts'

const SHARE = 1 / 7
const CENTRES = 700
const SETTINGS = [0.002, 0.005, 0.01, 0.02].flatMap((gamma) =>
  [1e-7, 1e-6, 1e-5].map((lambda) => ({ gamma, lambda, centres: CENTRES })),
)

const [folder, source = folder && basename(folder)] = process.argv.slice(2)
if (folder === undefined) throw new Error('expected the folder of a set that deqa dataset make has made')

const table = await openTable(join(folder, 'ratings.csv'), { scale: { min: 1, max: 5 } })
const rows: DatasetRow[] = []
for await (const row of table.rows()) rows.push(row)
const partOf = (part: SplitName) => rows.filter(({ split }) => split === part)

await fitAndWriteNiqe(partOf('train'))
await fitAndWriteBrisque(partOf('train'), partOf('validation'))

async function fitAndWriteNiqe(rows: readonly DatasetRow[]): Promise<void> {
  const undamaged = rows.filter(({ distortion }) => distortion === undefined)
  async function* photographs() {
    for (const { imagePath } of undamaged) yield await readPhotograph(imagePath)
  }
  const { model, patches } = await fitNiqe(photographs())
  const fittedOn = `${patches} sharp patches of ${undamaged.length} undamaged photographs (${source})`
  await write('niqe.json', niqeFile(model, fittedOn))
  console.log(`NIQE: ${fittedOn}`)
}

async function fitAndWriteBrisque(
  training: readonly DatasetRow[],
  validation: readonly DatasetRow[],
): Promise<void> {
  const known = await describe('training', training)
  const held = await describe('validation', validation)
  const tried = SETTINGS.map((settings) => {
    const model = fitKernelRegression(known.features, known.labels, settings)
    const agreement = srcc(
      held.features.map((features) => predictByKernels(model, features)),
      held.labels,
    )
    console.log(
      `BRISQUE: γ ${settings.gamma}, λ ${settings.lambda}: SRCC ${agreement.toFixed(4)} on validation`,
    )
    return { model, agreement }
  })
  const { model, agreement } = tried.reduce((best, next) => (next.agreement > best.agreement ? next : best))
  const [count, whole] = [known.labels.length, training.length].map((number) => number.toLocaleString('en'))
  const fittedOn = `${count} of the ${whole} images of the training part of a set made by deqa dataset make: photographs undamaged, damaged as in KADID-10k and after camera chains, with labels that rest on the mean ratings there (${source})`
  await write('brisque.json', brisqueFile(model, fittedOn))
  console.log(`BRISQUE: ${fittedOn}; SRCC ${agreement.toFixed(4)} on validation`)
}

async function describe(
  part: string,
  rows: readonly DatasetRow[],
): Promise<{ features: Float64Array[]; labels: number[] }> {
  // Multiples of the golden ratio: a share of each photograph and of each kind of damage, whatever their numbers.
  const chosen = rows.filter((_, i) => ((i * (Math.sqrt(5) - 1)) / 2) % 1 < SHARE)
  const features: Float64Array[] = []
  for (const { imagePath } of chosen) {
    features.push(brisqueFeatures(await readPhotograph(imagePath)))
    if (features.length % 500 === 0) console.log(`${part}: ${features.length} of ${chosen.length} images`)
  }
  return { features, labels: chosen.map(({ mos }) => mos) }
}

async function write(name: string, content: object): Promise<void> {
  await writeFile(new URL(`../models/${name}`, import.meta.url), `${JSON.stringify(content)}\n`)
}
