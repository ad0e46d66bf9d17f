import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { convertCheckpoint } from '../../src/convert/convert-checkpoint.ts'
import type { RawImage } from '../../src/image/types.ts'
import { describeModel } from '../../src/model-folder/model-info.ts'
import { parseCheckpointConfig } from '../../src/network/config.ts'
import { listParameters } from '../../src/network/parameters.ts'
import { loadScorer } from '../../src/scorer/load-scorer.ts'
import type { PromptName } from '../../src/tokenizer/prompts.ts'
import { float32, writeSafetensors } from '../checkpoint/safetensors-file.ts'
import { tinyConfig } from '../checkpoint/tiny-checkpoint.ts'
import { seededTensor } from '../operation-cases.ts'

/** Q-Align's release on the hub names this file for its code; the vocabulary is that of every release. */
const config = {
  ...tinyConfig,
  vocab_size: 32_000,
  auto_map: { AutoModelForCausalLM: 'modeling_mplug_owl2.MPLUGOwl2LlamaForCausalLM' },
}

const image: RawImage = {
  ...{ width: 4, height: 4, channels: 3 },
  data: Uint8Array.from({ length: 48 }, (_, i) => (i * 37) % 256),
}

let folder: string
let checkpoint: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deqa-q-align-'))
  checkpoint = join(folder, 'checkpoint')
  await mkdir(checkpoint)
  await writeFile(join(checkpoint, 'config.json'), JSON.stringify(config))
  const { network } = parseCheckpointConfig(config, 'config.json')
  const tensors = listParameters(network).map(({ name, stored }, index) => {
    const values = [...seededTensor(stored, index).data]
    return [name, float32(stored, values)] as const
  })
  await writeFile(join(checkpoint, 'model.safetensors'), writeSafetensors(Object.fromEntries(tensors)))
})
afterAll(() => rm(folder, { recursive: true }))

async function scoreOf(model: string, prompt: PromptName): Promise<number> {
  await using scorer = await loadScorer(model, { prompt })
  return (await scorer.score(image)).score
}

test("Q-Align's release is known by its configuration, and asks about quality, aesthetics and as its hub does", async () => {
  const model = join(folder, 'q-align')
  const report = await convertCheckpoint(checkpoint, model)
  expect(report.model.variant).toBe('q-align')
  const scores = []
  for (const prompt of ['scorer', 'eval', 'aesthetics', 'hub'] as const)
    scores.push(await scoreOf(model, prompt))
  expect(new Set(scores).size).toBe(4)

  const asDeqa = join(folder, 'deqa')
  expect((await convertCheckpoint(checkpoint, asDeqa, { variant: 'deqa' })).model.variant).toBeUndefined()
  // The same weights under the same words.
  expect(await scoreOf(asDeqa, 'scorer')).toBe(scores[0])
  expect(await scoreOf(asDeqa, 'eval')).toBe(scores[1])
  await expect(describeModel(asDeqa, { prompt: 'aesthetics' })).rejects.toThrow(
    'one of scorer, eval, got aesthetics',
  )
})

test.each([
  ['DeQA-Score names its levels', { ...config, level_ids: [15129, 1781, 6534, 6460, 4319] }, 'deqa'],
  [
    'DeQA-Score has a file of its own',
    { auto_map: { AutoModelForCausalLM: 'modeling_mplug_owl2_huggingface.X' } },
    'deqa',
  ],
  ['nothing is said', {}, 'deqa'],
  ['a checkpoint of ours says it', { deqa_variant: 'q-align' }, 'q-align'],
])('%s', (_, json, variant) => {
  expect(parseCheckpointConfig(json, 'config.json').variant).toBe(variant)
})
