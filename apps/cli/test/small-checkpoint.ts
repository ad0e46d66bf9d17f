import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listParameters, parseCheckpointConfig, writeSafetensors } from '@deqa/model/training'
import { temporaryFolder } from './temporary-folder.ts'

/** A network with a layer of each kind that scores a small picture, and needs no tokenizer. */
const config = {
  model_type: 'mplug_owl2',
  ...{ hidden_size: 64, num_hidden_layers: 2, num_attention_heads: 2, intermediate_size: 64, vocab_size: 64 },
  level_ids: [9, 8, 7, 6, 5],
  deqa_prompts: { scorer: { prefix: [1, 2], suffix: [3] }, eval: { prefix: [1, 2], suffix: [4] } },
  visual_config: {
    visual_model: {
      ...{ hidden_size: 32, num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 32 },
      ...{ image_size: 28, patch_size: 14 },
    },
    visual_abstractor: {
      ...{ hidden_size: 32, num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 32 },
      ...{ num_learnable_queries: 4, encoder_hidden_size: 32 },
    },
  },
}

/** The files of a checkpoint that a hub can have. `seed` makes other weights. */
export async function smallCheckpoint(seed = 1): Promise<Record<string, Uint8Array>> {
  const folder = temporaryFolder()
  const { network } = parseCheckpointConfig(config, 'config.json')
  const tensors = listParameters(network).map(({ name, stored }, index) => ({ name, shape: stored, index }))
  await writeSafetensors(
    join(folder, 'model.safetensors'),
    tensors.map(({ name, shape, index }) => ({
      name,
      shape,
      read: async () => {
        const count = shape.reduce((product, length) => product * length, 1)
        return Float32Array.from({ length: count }, (_, i) => Math.sin(seed * i + 7 * index) / 4)
      },
    })),
  )
  const files = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))] as const)
  return { 'config.json': Buffer.from(JSON.stringify(config)), ...Object.fromEntries(files) }
}
