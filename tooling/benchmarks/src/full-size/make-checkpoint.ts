/**
 * Writes a checkpoint of the released model's true shapes, 8.2 billion parameters in bf16 safetensors shards, with
 * synthetic weights: 16.4 GB. For measuring conversion and scoring where the released weights cannot be had.
 *
 *   pnpm --filter @deqa/benchmarks full-size-checkpoint <folder>      rm -r <folder> removes it
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { listParameters, parseCheckpointConfig, writeSafetensorsShards } from '@deqa/model/training'
import { syntheticWeights } from './synthetic-weights.ts'

const [target] = process.argv.slice(2)
if (target === undefined) {
  process.stderr.write('full-size-checkpoint: expected a folder to write to, got none\n')
  process.exit(2)
}
const folder = resolve(process.env['INIT_CWD'] ?? '.', target)
const { network } = parseCheckpointConfig({}, 'the defaults')
const weights = syntheticWeights(network)
const parameters = listParameters(network)

await mkdir(folder, { recursive: true })
await writeFile(join(folder, 'config.json'), `${JSON.stringify({ model_type: 'mplug_owl2' }, null, 2)}\n`)
let done = 0
await writeSafetensorsShards(
  folder,
  parameters.map(({ name, stored }) => ({
    name,
    shape: stored,
    read() {
      process.stderr.write(`\r${++done} of ${parameters.length} tensors `)
      return weights.read(name)
    },
  })),
  { dtype: 'BF16' },
)
process.stderr.write('\n')
