import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import '@deqa/vitest'
import { LOSS_DEFAULTS } from '@deqa/losses'
import { convertCheckpoint, loadScorer, type RawImage } from '@deqa/model'
import {
  listParameters,
  OnnxTrainingEngine,
  openCheckpoint,
  openTensorFiles,
  parseCheckpointConfig,
} from '@deqa/model/training'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tinyNetwork as network } from '../../test/tiny-network.ts'
import { deqaProgram, INPUTS } from '../program/deqa-program.ts'
import { listProgramParameters } from '../program/program-parameters.ts'
import { freshAdapters, randomParameters } from '../run/starting-parameters.ts'
import { checkpointConfig } from './checkpoint-config.ts'
import { exportCheckpoint, type TrainedNetwork } from './export-checkpoint.ts'
import { writeRunModel } from './write-run-model.ts'

/** The design's bound for scores of the same network in float32. */
const SAME = { absolute: 1e-4 }

// Facts of the released checkpoints: the scorer's prompt, and the level ids, bad first.
const prefix = [1, 3148, 1001, 29901, 1128, 723, 366, 6554, 278, 11029, 310, 445, 1967, 29973, 13]
const suffix = [29871, 13, 22933, 9047, 13566, 29901, 450, 11029, 310, 278, 1967, 338]
const levelIds = [4319, 6460, 6534, 1781, 15129]
const lora = { rank: 2, alpha: 4 }
const normalization = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
} as const

/** Of the size that the network sees, so that nothing is resampled. */
const images: RawImage[] = [40, 120, 230].map((level, i) => ({
  width: 28,
  height: 28,
  channels: 3,
  data: Uint8Array.from({ length: 28 * 28 * 3 }, (_, k) => level + 20 * Math.sin(k * (i + 1))),
}))

let folder: string
let base: Map<string, Float32Array>
let trained: TrainedNetwork
let expected: number[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deqa-export-'))
  base = await randomParameters(network, 7)
  // A head that tells levels apart, and adapters that do something.
  base.set(
    'lm_head.weight',
    base.get('lm_head.weight')!.map((x) => 40 * x),
  )
  const parameters = listProgramParameters(network, { lora })
  const values = new Map([...base, ...freshAdapters(parameters, 7)])
  for (const [name, value] of values) {
    if (name.includes('lora_B'))
      values.set(
        name,
        value.map((_, i) => Math.sin(i)),
      )
  }
  trained = {
    network,
    values,
    trained: new Set(parameters.filter(({ trainable }) => trainable).map(({ name }) => name)),
    lora,
    loss: LOSS_DEFAULTS,
    levelIds,
    normalization: { mean: [...normalization.mean], std: [...normalization.std] },
    prompts: { scorer: { prefix, suffix }, eval: { prefix, suffix } },
    base: join(folder, 'base'),
  }
  expected = await scoresOfEngine(trained)
  await exportCheckpoint({ ...trained, values: base }, join(folder, 'base'))
})
afterAll(() => rm(folder, { recursive: true }))

/** What the training engine itself says of the images, under the scorer's prompt. */
async function scoresOfEngine({ values }: TrainedNetwork): Promise<number[]> {
  const text = {
    prefix,
    textLength: suffix.length + 1,
    answerTokens: 1,
    levelPosition: 0,
    levelIds,
  }
  const program = deqaProgram({ network, text, mode: 'single', batchSize: images.length, lora })
  await using engine = await OnnxTrainingEngine.create(program, values)
  const rows = images.flatMap(() => [...suffix, levelIds[0]!])
  const length = prefix.length + network.abstractor.queries + 1 + suffix.length + 1
  const { reported } = await engine.evaluate({
    [INPUTS.pixels]: Float32Array.from(images.flatMap(normalized)),
    [INPUTS.text]: Int32Array.from(rows),
    [INPUTS.answerRows]: Int32Array.from(images, (_, i) => (i + 1) * length - 2),
    [INPUTS.targets]: Int32Array.from(images, () => levelIds[0]!),
    [INPUTS.targetWeights]: new Float32Array(images.length),
    [INPUTS.softLabels]: new Float32Array(5 * images.length).fill(0.2),
  })
  return [...reported['scores']!]
}

function withoutAdapters(): [string, Float32Array][] {
  return [...freshAdapters(listProgramParameters(network, { lora }), 7)]
}

/** Channels first, (x / 255 - mean) / std. */
function normalized({ data }: RawImage): number[] {
  return [0, 1, 2].flatMap((channel) =>
    Array.from(
      { length: 28 * 28 },
      (_, i) => (data[3 * i + channel]! / 255 - normalization.mean[channel]!) / normalization.std[channel]!,
    ),
  )
}

async function scoresOfModel(model: string): Promise<number[]> {
  await using scorer = await loadScorer(model)
  return (await scorer.score(images)).map((result) => ('score' in result ? result.score : Number.NaN))
}

test('the scores differ between images and from those of the base', async () => {
  expect(new Set(expected.map((score) => score.toFixed(3))).size).toBe(3)
  const before = await scoresOfEngine({
    ...trained,
    values: new Map([...trained.values, ...withoutAdapters()]),
  })
  expect(Math.max(...before.map((score, i) => Math.abs(score - expected[i]!)))).toBeGreaterThan(0.01)
})

test('merged safetensors, converted, score as the engine does', async () => {
  const out = join(folder, 'merged')
  const files = await exportCheckpoint(trained, out)
  expect((await readdir(out)).sort()).toEqual([...files].sort())
  await convertCheckpoint(out, join(folder, 'merged-model'))
  expect(await scoresOfModel(join(folder, 'merged-model'))).toBeAllClose(expected, SAME)
})

test('a LoRA release over its base, converted, scores as the engine does', async () => {
  const out = join(folder, 'lora')
  await exportCheckpoint(trained, out, { adapters: 'lora' })
  await convertCheckpoint(out, join(folder, 'lora-model'))
  expect(await scoresOfModel(join(folder, 'lora-model'))).toBeAllClose(expected, SAME)

  await using adapters = await openTensorFiles([join(out, 'adapter_model.safetensors')])
  expect([...adapters.tensors.keys()].slice(0, 2)).toEqual([
    'base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight',
    'base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight',
  ])
  // Two modules in each of two layers, two matrices each.
  expect(adapters.tensors.size).toBe(8)
  await using others = await openTensorFiles([join(out, 'non_lora_trainables.safetensors')])
  expect([...others.tensors.keys()].every((name) => /^base_model\.model\.model\.vis/.test(name))).toBe(true)
})

test('a folder with other files in it becomes a model', async () => {
  const out = join(folder, 'run')
  await rm(out, { recursive: true, force: true })
  await exportCheckpoint(trained, out)
  await writeRunModel(trained, out, 'tiny')
  await writeRunModel(trained, out, 'tiny again')
  expect(await scoresOfModel(out)).toBeAllClose(expected, SAME)
  expect((await readdir(out)).some((name) => name.startsWith('.'))).toBe(false)
})

test('bfloat16 halves the file, and says so', async () => {
  const out = join(folder, 'bf16')
  await exportCheckpoint(trained, out, { dtype: 'BF16' })
  await using source = await openCheckpoint(out)
  expect((source.config as { torch_dtype: string }).torch_dtype).toBe('bfloat16')
  for (const { name, stored } of listParameters(network)) {
    expect(source.tensors.get(name)).toMatchObject({ dtype: 'BF16', shape: stored })
  }
})

test('the configuration is read as it was meant, best level first on disk', async () => {
  const config = checkpointConfig(network, { levelIds, loss: LOSS_DEFAULTS, torchDtype: 'float32' })
  expect(parseCheckpointConfig(config, 'config.json')).toEqual({
    network,
    levelIds: levelIds.toReversed(),
    variant: 'deqa',
  })
  const written = JSON.parse(await readFile(join(folder, 'base/config.json'), 'utf8'))
  expect(written.level_ids).toEqual([15129, 1781, 6534, 6460, 4319])
  expect(written).toMatchObject({
    weight_rank: 1,
    weight_next_token: 0.05,
    use_fix_std: false,
    softkl_loss: true,
  })
})

test('nothing is overwritten, and what is not there is not exported', async () => {
  const out = await mkdtemp(join(folder, 'used-'))
  await writeFile(join(out, 'notes.txt'), '')
  await expect(exportCheckpoint(trained, out)).rejects.toMatchObject({ code: 'EXPORT_IMPOSSIBLE' })
  const { lora: _, ...full } = trained
  const wrong = exportCheckpoint(full, join(folder, 'x'), { adapters: 'lora' })
  await expect(wrong).rejects.toThrow('there are no adapters')
  const six = { ...trained, levelIds: [...levelIds, 1] }
  await expect(writeRunModel(six, join(folder, 'y'), 'six')).rejects.toThrow('the network has 6')
})
