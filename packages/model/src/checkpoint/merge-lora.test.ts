import { cp, mkdir, mkdtemp, rm, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FixtureTensor, float32, writeSafetensors } from '../../test/checkpoint/safetensors-file.ts'
import { tinyConfig, tinySafetensors, tinyValues, tinyViews } from '../../test/checkpoint/tiny-checkpoint.ts'
import { type FixtureView, floatStorage, writeTorchFile } from '../../test/checkpoint/torch-file.ts'
import { CheckpointMismatchError, CheckpointNotFoundError } from './checkpoint-errors.ts'
import { openCheckpoint } from './open-checkpoint.ts'

const QUERY = 'model.layers.0.self_attn.q_proj'
const VALUE = 'model.layers.0.self_attn.v_proj.multiway.1'
const EYES = 'model.vision_model.post_layernorm.weight'
const PREFIX = 'base_model.model.'

let root: string
let base: string
let release: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'deqa-lora-'))
  base = join(root, 'base')
  release = join(root, 'release')
  await mkdir(base)
  await mkdir(release)
  await writeFile(join(base, 'config.json'), JSON.stringify(tinyConfig))
  await writeFile(join(base, 'model.safetensors'), writeSafetensors(tinySafetensors()))
  await writeRelease()
})
afterEach(() => rm(root, { recursive: true }))

const ramp = (count: number, step: number) => Array.from({ length: count }, (_, i) => i * step)

/** Rank 2 over width 8: A counts in steps of 1/16, B in steps of 1/4. Both are exact in float32. */
const adapterTensors: Readonly<Record<string, FixtureTensor>> = Object.fromEntries(
  [QUERY, VALUE].flatMap((module) => [
    [`${PREFIX}${module}.lora_A.weight`, float32([2, 8], ramp(16, 1 / 16))],
    [`${PREFIX}${module}.lora_B.weight`, float32([8, 2], ramp(16, 1 / 4))],
  ]),
)
const trainedView: FixtureView = { storage: floatStorage('0', ramp(8, 1)), shape: [8], strides: [1] }

async function writeRelease(
  parts: {
    adapter?: Readonly<Record<string, FixtureTensor>>
    trained?: Readonly<Record<string, FixtureView>>
    config?: object
  } = {},
) {
  const { adapter = adapterTensors, trained = { [PREFIX + EYES]: trainedView }, config = {} } = parts
  const settings = { peft_type: 'LORA', r: 2, lora_alpha: 6, base_model_name_or_path: '../base', ...config }
  await writeFile(join(release, 'adapter_config.json'), JSON.stringify(settings))
  await writeFile(join(release, 'adapter_model.safetensors'), writeSafetensors(adapter))
  await writeFile(join(release, 'non_lora_trainables.bin'), writeTorchFile(trained))
}

/** W + (6 / 2) B A in doubles, rounded once. */
function merged(module: string): number[] {
  const weight = tinyValues.get(`${module}.weight`)!.values
  return weight.map((value, i) => {
    const [row, column] = [Math.floor(i / 8), i % 8]
    const product = [0, 1].reduce((sum, k) => sum + ((row * 2 + k) / 4) * ((k * 8 + column) / 16), 0)
    return Math.fround(value + 3 * product)
  })
}

describe('a release over its base', () => {
  test('adds adapters, replaces what was trained in full, and leaves the rest', async () => {
    await using source = await openCheckpoint(release)
    expect(source).toMatchObject({ kind: 'lora', folder: release, baseFolder: base, config: tinyConfig })
    expect(source.files.map((file) => file.slice(root.length + 1))).toEqual([
      'release/adapter_model.safetensors',
      'release/non_lora_trainables.bin',
      'base/model.safetensors',
    ])
    expect(source.tensors.size).toBe(tinyValues.size)
    expect(source.tensors.get(EYES)).toMatchObject({
      name: EYES,
      file: join(release, 'non_lora_trainables.bin'),
    })
    for (const [name, { values }] of tinyValues) {
      const module = name.slice(0, -'.weight'.length)
      const isAdapted = module === QUERY || module === VALUE
      const expected = isAdapted ? merged(module) : name === EYES ? ramp(8, 1) : values
      expect([...(await source.read(name))]).toEqual(expected)
    }
  })

  test('merges only the rows that are read', async () => {
    await using source = await openCheckpoint(release)
    const rows = [...(await source.readRows(`${QUERY}.weight`, [6, 1]))]
    expect(rows).toEqual([...merged(QUERY).slice(48, 56), ...merged(QUERY).slice(8, 16)])
  })

  test('adds adapters to a value that was trained in full', async () => {
    const view = { storage: floatStorage('0', ramp(64, 0)), shape: [8, 8], strides: [8, 1] }
    await writeRelease({ trained: { [`${PREFIX}${QUERY}.weight`]: view } })
    await using source = await openCheckpoint(release)
    expect((await source.read(`${QUERY}.weight`))[9]).toBe(3 * ((2 / 4) * (1 / 16) + (3 / 4) * (9 / 16)))
  })

  test('takes the base that is passed, and its own config.json before the base’s', async () => {
    await writeRelease({ config: { base_model_name_or_path: 'someone/somewhere' } })
    await writeFile(join(release, 'config.json'), '{"mine":true}')
    await using source = await openCheckpoint(release, { base })
    expect(source).toMatchObject({ baseFolder: base, config: { mine: true } })
  })

  test('reads an adapter that PyTorch wrote', async () => {
    await unlink(join(release, 'adapter_model.safetensors'))
    const views = Object.entries(adapterTensors).map(([name, { shape, bytes }], index) => {
      const storage = { key: String(index), type: 'FloatStorage', elements: 16, bytes }
      return [name, { storage, shape, strides: [shape[1]!, 1] }] as const
    })
    await writeFile(join(release, 'adapter_model.bin'), writeTorchFile(Object.fromEntries(views)))
    await using source = await openCheckpoint(release)
    expect([...(await source.read(`${VALUE}.weight`))]).toEqual(merged(VALUE))
  })

  test('full weights in the same folder win', async () => {
    await cp(join(base, 'model.safetensors'), join(release, 'model.safetensors'))
    await cp(join(base, 'config.json'), join(release, 'config.json'))
    await using source = await openCheckpoint(release)
    expect(source.kind).toBe('safetensors')
  })
})

describe('a release that is not whole', () => {
  test.each([
    ['someone/somewhere', 'names the base someone/somewhere, which is no local folder'],
    [null, 'does not name its base'],
    ['../release/adapter_config.json', 'which is no local folder'],
  ])('base %j', async (named, problem) => {
    await writeRelease({ config: { base_model_name_or_path: named } })
    await expect(openCheckpoint(release)).rejects.toThrow(CheckpointNotFoundError)
    await expect(openCheckpoint(release)).rejects.toThrow(problem)
    await expect(openCheckpoint(release)).rejects.toThrow('Pass the folder of the base checkpoint')
  })

  test('a base that is another release, or missing', async () => {
    await expect(openCheckpoint(release, { base: release })).rejects.toThrow('needs them as its base')
    await expect(openCheckpoint(release, { base: join(root, 'none') })).rejects.toThrow('no such folder')
  })

  test.each(['adapter_model.safetensors', 'non_lora_trainables.bin'])('no %s', async (name) => {
    await unlink(join(release, name))
    await expect(openCheckpoint(release)).rejects.toThrow(CheckpointNotFoundError)
    await expect(openCheckpoint(release)).rejects.toThrow('a LoRA release needs it')
  })
})

describe('a release that does not fit its base', () => {
  const up = `${PREFIX}${QUERY}.lora_B.weight`
  const view = (shape: number[], strides: number[]): FixtureView => ({ ...trainedView, shape, strides })
  const { [up]: _, ...withoutUp } = adapterTensors

  test.each<[string, Parameters<typeof writeRelease>[0], string]>([
    ['half of a pair', { adapter: withoutUp }, `- ${up} [8, 2]`],
    ['another rank than its configuration', { config: { r: 3 } }, '[3, 8] (expected this shape)'],
    [
      'a transposed matrix',
      { adapter: { ...adapterTensors, [up]: float32([2, 8], ramp(16, 1)) } },
      `+ ${up} [2, 8] (found this shape)`,
    ],
    [
      'a module that the base lacks',
      { adapter: { ...adapterTensors, [`${PREFIX}model.x.lora_A.weight`]: float32([2, 8], ramp(16, 1)) } },
      `+ ${PREFIX}model.x.lora_A.weight [2, 8]`,
    ],
    [
      'an adapter of a norm',
      { adapter: { ...adapterTensors, [`${PREFIX}model.norm.lora_A.weight`]: float32([2, 8], ramp(16, 1)) } },
      '+ base_model.model.model.norm.lora_A.weight',
    ],
    [
      'a tensor that is no adapter',
      { adapter: { ...adapterTensors, [`${PREFIX}lm_head.weight`]: float32([1], [1]) } },
      `+ ${PREFIX}lm_head.weight [1]`,
    ],
    [
      'an adapter without the prefix',
      { adapter: { ...adapterTensors, [`${QUERY}.lora_A.weight`]: float32([2, 8], ramp(16, 1)) } },
      `+ ${QUERY}.lora_A.weight`,
    ],
    [
      'a target without an adapter',
      { config: { target_modules: [QUERY, 'k_proj.multiway.1'] } },
      '- base_model.model.k_proj.multiway.1.lora_A.weight [] (listed in target_modules)',
    ],
    [
      'a trained tensor that the base lacks',
      { trained: { [`${PREFIX}model.more`]: view([8], [1]) } },
      `+ ${PREFIX}model.more [8]`,
    ],
    ['a trained tensor without the prefix', { trained: { [EYES]: view([8], [1]) } }, `+ ${EYES} [8]`],
    [
      'a trained tensor of another shape',
      { trained: { [PREFIX + EYES]: view([4, 2], [2, 1]) } },
      `+ ${PREFIX + EYES} [4, 2] (found this shape)`,
    ],
  ])('%s', async (_name, parts, problem) => {
    await writeRelease(parts)
    await expect(openCheckpoint(release)).rejects.toThrow(CheckpointMismatchError)
    await expect(openCheckpoint(release)).rejects.toThrow(problem)
  })

  test('targets may be named by their ending', async () => {
    await writeRelease({ config: { target_modules: ['q_proj', 'v_proj.multiway.1'] } })
    await expect(openCheckpoint(release)).resolves.toBeDefined()
  })

  test('a vision encoder trained in full replaces every value of the base', async () => {
    const inVision = (name: string) => name.startsWith('model.vision_model.')
    const views = Object.entries(tinyViews(inVision, PREFIX)).map(([name, trained]) => {
      const storage = floatStorage(trained.storage.key, ramp(trained.storage.elements, 2))
      return [name, { ...trained, storage }] as const
    })
    await writeRelease({ trained: Object.fromEntries(views) })
    await using source = await openCheckpoint(release)
    for (const name of [...source.tensors.keys()].filter(inVision)) {
      const values = await source.read(name)
      expect([...values]).toEqual(ramp(values.length, 2))
    }
  })
})
