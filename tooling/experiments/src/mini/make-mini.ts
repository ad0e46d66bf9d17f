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
for (const { config, run } of MINI.training) await deqa('train', config, '--out', run, '--resume')
for (const [out, dtype] of [
  [MINI.checkpoint, 'fp32'],
  [MINI.shippedCheckpoint, 'fp16'],
] as const) {
  await rm(out, { recursive: true, force: true })
  const { run } = MINI.training.at(-1)!
  await deqa('export', run, '--out', out, '--dtype', dtype, '--blend', String(MINI.blend))
}
await deqa(
  'convert',
  MINI.checkpoint,
  '--out',
  MINI.model,
  '--name',
  'deqa-mini',
  '--dtype',
  'fp16',
  '--overwrite',
)
