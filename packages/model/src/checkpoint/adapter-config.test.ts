import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readAdapterConfig } from './adapter-config.ts'
import { CheckpointCorruptError, CheckpointUnsupportedError } from './checkpoint-errors.ts'

let file: string
beforeAll(async () => {
  file = join(await mkdtemp(join(tmpdir(), 'deqa-adapter-')), 'adapter_config.json')
})
afterAll(() => rm(join(file, '..'), { recursive: true }))

/** What the released recipe writes. */
const released = {
  auto_mapping: null,
  base_model_name_or_path: '../base',
  bias: 'none',
  fan_in_fan_out: false,
  inference_mode: true,
  init_lora_weights: true,
  layers_pattern: null,
  layers_to_transform: null,
  lora_alpha: 256,
  lora_dropout: 0.05,
  modules_to_save: null,
  peft_type: 'LORA',
  r: 128,
  revision: null,
  target_modules: ['model.layers.0.self_attn.q_proj'],
  task_type: 'CAUSAL_LM',
}

async function read(changed: object) {
  await writeFile(file, JSON.stringify({ ...released, ...changed }))
  return readAdapterConfig(file)
}

test('reads rank, alpha, base and targets', async () => {
  expect(await read({})).toEqual({
    rank: 128,
    alpha: 256,
    base: '../base',
    targets: ['model.layers.0.self_attn.q_proj'],
  })
  expect(await read({ base_model_name_or_path: null, target_modules: '.*q_proj' })).toEqual({
    rank: 128,
    alpha: 256,
  })
})

test('settings of newer versions pass while they are off', async () => {
  const off = { use_dora: false, use_rslora: false, rank_pattern: {}, alpha_pattern: {}, lora_bias: false }
  const unknown = {
    never_heard_of: null,
    nor_of_this: [],
    peft_version: '0.18.0',
    megatron_core: 'megatron.core',
  }
  await expect(read({ ...off, ...unknown, init_lora_weights: 'gaussian' })).resolves.toBeDefined()
})

test.each([
  { fan_in_fan_out: true },
  { bias: 'all' },
  { use_dora: true },
  { use_rslora: true },
  { rank_pattern: { q_proj: 8 } },
  { alpha_pattern: { q_proj: 8 } },
  { modules_to_save: ['lm_head'] },
  { layers_to_transform: [0] },
  { init_lora_weights: 'pissa' },
  { never_heard_of: 1 },
])('refuses %j, which would change the merged weights, and names it', async (changed) => {
  await expect(read(changed)).rejects.toThrow(CheckpointUnsupportedError)
  await expect(read(changed)).rejects.toThrow(Object.keys(changed)[0])
})

test.each([
  { r: 0 },
  { r: 1.5 },
  { r: undefined },
  { lora_alpha: 0 },
  { lora_alpha: '2' },
  { peft_type: 'IA3' },
])('refuses %j as corrupt', async (changed) => {
  await expect(read(changed)).rejects.toThrow(CheckpointCorruptError)
})
