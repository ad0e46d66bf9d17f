// From a folder of photographs to the model in the package, hours later. The same command goes on where it was stopped.
import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { deqa } from './deqa.ts'
import { MINI } from './paths.ts'

const [photographs] = process.argv.slice(2)
if (photographs === undefined) {
  console.error('usage: make-mini <folder of photographs>')
  process.exit(2)
}

await deqa('dataset', 'make', resolve(photographs), '--out', MINI.set, ...MINI.setOptions)
for (const { config, run, blend, checkpoint } of MINI.training) {
  await deqa('train', config, '--out', run, '--resume')
  await exportWeights(run, checkpoint, 'fp32', blend)
}
await exportWeights(MINI.last.run, MINI.shippedCheckpoint, 'fp16', MINI.last.blend)
await deqa(
  'convert',
  MINI.last.checkpoint,
  '--out',
  MINI.model,
  '--name',
  'deqa-mini',
  '--dtype',
  'fp16',
  '--overwrite',
)

async function exportWeights(run: string, out: string, dtype: 'fp32' | 'fp16', blend: number): Promise<void> {
  await rm(out, { recursive: true, force: true })
  await deqa('export', run, '--out', out, '--dtype', dtype, '--blend', String(blend))
}
