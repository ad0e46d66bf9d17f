import { rowMajorStrides } from '../../src/checkpoint/tensor-layout.ts'
import { parseCheckpointConfig } from '../../src/network/config.ts'
import { listParameters } from '../../src/network/parameters.ts'
import { type FixtureTensor, float32 } from './safetensors-file.ts'
import { type FixtureView, floatStorage } from './torch-file.ts'

/** A `config.json` of the smallest network there can be. */
export const tinyConfig = {
  model_type: 'mplug_owl2',
  hidden_size: 8,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 12,
  vocab_size: 16,
  visual_config: {
    visual_model: {
      hidden_size: 8,
      num_hidden_layers: 1,
      num_attention_heads: 2,
      intermediate_size: 12,
      image_size: 4,
      patch_size: 2,
    },
    visual_abstractor: {
      hidden_size: 8,
      num_hidden_layers: 1,
      num_attention_heads: 2,
      intermediate_size: 12,
      num_learnable_queries: 4,
      encoder_hidden_size: 8,
    },
  },
}

/** All its tensors by name, each with values of its own. */
export const tinyValues: ReadonlyMap<string, { shape: readonly number[]; values: number[] }> = new Map(
  listParameters(parseCheckpointConfig(tinyConfig, 'config.json').network).map(({ name, stored }, index) => {
    const count = stored.reduce((product, length) => product * length, 1)
    return [
      name,
      {
        shape: stored,
        values: Array.from({ length: count }, (_, i) => Math.fround(Math.sin(i + 100 * index))),
      },
    ]
  }),
)

/** The tensors for a safetensors file, those whose names pass the filter. */
export function tinySafetensors(
  filter: (name: string) => boolean = () => true,
): Record<string, FixtureTensor> {
  const kept = [...tinyValues].filter(([name]) => filter(name))
  return Object.fromEntries(kept.map(([name, { shape, values }]) => [name, float32(shape, values)]))
}

/** The tensors for a torch.save file, those whose names pass the filter, under `prefix` + name. */
export function tinyViews(
  filter: (name: string) => boolean = () => true,
  prefix = '',
): Record<string, FixtureView> {
  const kept = [...tinyValues].filter(([name]) => filter(name))
  return Object.fromEntries(
    kept.map(([name, { shape, values }], index) => [
      prefix + name,
      { storage: floatStorage(String(index), values), shape, strides: rowMajorStrides(shape) },
    ]),
  )
}
