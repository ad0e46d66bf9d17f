import { mkdir, mkdtemp, rm, truncate, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { writeSafetensors } from '../../test/checkpoint/safetensors-file.ts'
import { tinyConfig, tinySafetensors, tinyValues, tinyViews } from '../../test/checkpoint/tiny-checkpoint.ts'
import { writeTorchFile } from '../../test/checkpoint/torch-file.ts'
import {
  CheckpointCorruptError,
  CheckpointNotFoundError,
  CheckpointUnsupportedError,
} from './checkpoint-errors.ts'
import { type OpenedCheckpoint, openCheckpoint } from './open-checkpoint.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deqa-checkpoint-'))
  await write('config.json', JSON.stringify(tinyConfig))
})
afterEach(() => rm(folder, { recursive: true }))

const write = (name: string, content: string | Uint8Array) => writeFile(join(folder, name), content)
const inVision = (name: string) => name.startsWith('model.vision_model.')
const notInVision = (name: string) => !inVision(name)

/** Two shards with names that follow no pattern, and their index. */
async function writeShards(ending: 'safetensors' | 'bin') {
  const make = (filter: (name: string) => boolean) =>
    ending === 'bin' ? writeTorchFile(tinyViews(filter)) : writeSafetensors(tinySafetensors(filter))
  await write(`eyes.${ending}`, make(inVision))
  await write(`rest.${ending}`, make(notInVision))
  const shardOf = (name: string) => `${inVision(name) ? 'eyes' : 'rest'}.${ending}`
  const weight_map = Object.fromEntries([...tinyValues.keys()].map((name) => [name, shardOf(name)]))
  const index = ending === 'bin' ? 'pytorch_model.bin.index.json' : 'model.safetensors.index.json'
  await write(index, JSON.stringify({ metadata: { total_size: 1 }, weight_map }))
  return { index, weight_map }
}

async function expectAllValues(source: OpenedCheckpoint) {
  expect(new Set(source.tensors.keys())).toEqual(new Set(tinyValues.keys()))
  for (const [name, { shape, values }] of tinyValues) {
    expect(source.tensors.get(name)!.shape).toEqual(shape)
    expect([...(await source.read(name))]).toEqual(values)
  }
}

describe('weights', () => {
  test('one safetensors file', async () => {
    await write('model.safetensors', writeSafetensors(tinySafetensors()))
    await using source = await openCheckpoint(folder)
    expect(source).toMatchObject({ kind: 'safetensors', folder, config: tinyConfig })
    expect(source.files).toEqual([join(folder, 'model.safetensors')])
    await expectAllValues(source)
  })

  test('one PyTorch file', async () => {
    await write('pytorch_model.bin', writeTorchFile(tinyViews()))
    await using source = await openCheckpoint(folder)
    expect(source.kind).toBe('pytorch')
    await expectAllValues(source)
  })

  test.each(['safetensors', 'bin'] as const)('%s shards of any name, by their index', async (ending) => {
    await writeShards(ending)
    await using source = await openCheckpoint(relative(process.cwd(), folder))
    expect(new Set(source.files)).toEqual(
      new Set([join(folder, `eyes.${ending}`), join(folder, `rest.${ending}`)]),
    )
    await expectAllValues(source)
  })

  test('safetensors win over PyTorch files, and an index over a single file', async () => {
    await write('pytorch_model.bin', 'not even read')
    await write('model.safetensors', 'not even read')
    await writeShards('safetensors')
    await using source = await openCheckpoint(folder)
    await expectAllValues(source)
  })

  test('rows, in the order asked', async () => {
    await write('model.safetensors', writeSafetensors(tinySafetensors()))
    await using source = await openCheckpoint(folder)
    const { values } = tinyValues.get('lm_head.weight')!
    const rows = [...(await source.readRows('lm_head.weight', [15, 0]))]
    expect(rows).toEqual([...values.slice(15 * 8, 16 * 8), ...values.slice(0, 8)])
  })

  test('a tensor that the index forgets is listed all the same', async () => {
    const { index, weight_map } = await writeShards('safetensors')
    delete weight_map['model.norm.weight']
    await write(index, JSON.stringify({ weight_map }))
    await using source = await openCheckpoint(folder)
    await expectAllValues(source)
  })
})

describe('mistakes in a call', () => {
  test('unknown names, rows out of range, a closed checkpoint', async () => {
    await write('model.safetensors', writeSafetensors(tinySafetensors()))
    const source = await openCheckpoint(folder)
    await expect(source.read('nothing')).rejects.toThrow(RangeError)
    await expect(source.readRows('model.norm.weight', [8])).rejects.toThrow('from 0 to 7, got 8')
    await expect(source.readRows('model.norm.weight', [-1])).rejects.toThrow(RangeError)
    await expect(source.readRows('model.norm.weight', [0.5])).rejects.toThrow(RangeError)
    expect(await source.readRows('model.norm.weight', [])).toHaveLength(0)
    await source.close()
    await expect(source.read('model.norm.weight')).rejects.toThrow('a closed one')
    await source.close()
  })

  test('a base for a checkpoint that has none', async () => {
    await write('model.safetensors', writeSafetensors(tinySafetensors()))
    await expect(openCheckpoint(folder, { base: folder })).rejects.toThrow('is not a LoRA release')
  })

  test('an aborted signal', async () => {
    await write('model.safetensors', writeSafetensors(tinySafetensors()))
    const reason = new Error('enough')
    await expect(openCheckpoint(folder, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })
})

describe('a broken checkpoint', () => {
  const open = () => openCheckpoint(folder)

  test('no folder, a file, a folder without weights', async () => {
    await expect(openCheckpoint(join(folder, 'none'))).rejects.toThrow('none: no such folder')
    await expect(openCheckpoint(join(folder, 'config.json'))).rejects.toThrow('expected a folder, got a file')
    await expect(open()).rejects.toThrow(CheckpointNotFoundError)
    await expect(open()).rejects.toThrow('holds no weights')
  })

  test('no config.json, or one that is no JSON', async () => {
    await write('model.safetensors', writeSafetensors(tinySafetensors()))
    await write('config.json', '{')
    await expect(open()).rejects.toThrow(CheckpointCorruptError)
    await unlink(join(folder, 'config.json'))
    await expect(open()).rejects.toThrow(CheckpointNotFoundError)
  })

  test('a shard that is missing, and one that lacks a tensor', async () => {
    const { index, weight_map } = await writeShards('safetensors')
    await write(index, JSON.stringify({ weight_map: { ...weight_map, more: 'rest.safetensors' } }))
    await expect(open()).rejects.toThrow('rest.safetensors: lacks "more", which the index says it holds')
    await unlink(join(folder, 'eyes.safetensors'))
    await expect(open()).rejects.toThrow(CheckpointNotFoundError)
    await expect(open()).rejects.toThrow('Finish the download')
  })

  test('a tensor in two shards', async () => {
    await writeShards('safetensors')
    await write('eyes.safetensors', writeSafetensors(tinySafetensors()))
    await expect(open()).rejects.toThrow(CheckpointCorruptError)
    await expect(open()).rejects.toThrow('as ')
  })

  test.each(['../secret', '/etc/passwd', 'a/b', 'a\\b', '..', '.', '', 'a\0b'])(
    'an index that points to %j',
    async (shard) => {
      await write('model.safetensors.index.json', JSON.stringify({ weight_map: { w: shard } }))
      await expect(open()).rejects.toThrow('expected the name of a file beside it')
    },
  )

  test('an index of nothing, of too much, or without a map', async () => {
    const index = (weight_map: unknown) =>
      write('model.safetensors.index.json', JSON.stringify({ weight_map }))
    await index({})
    await expect(open()).rejects.toThrow('expected 1 to 10000 shards, got 0')
    await index(Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`w${i}`, `s${i}`])))
    await expect(open()).rejects.toThrow('got 10001')
    await index({ w: 1 })
    await expect(open()).rejects.toThrow(CheckpointCorruptError)
    await index(undefined)
    await expect(open()).rejects.toThrow(CheckpointCorruptError)
    await write('model.safetensors.index.json', '['.repeat(100_000))
    await expect(open()).rejects.toThrow(CheckpointCorruptError)
  })

  test('a file that changes between opening and reading', async () => {
    const file = writeSafetensors(tinySafetensors())
    await write('model.safetensors', file)
    await using source = await open()
    await truncate(join(folder, 'model.safetensors'), file.length - 4)
    await expect(source.read('model.norm.weight')).rejects.toThrow(`changed from ${file.length} to`)
  })

  test('a folder in place of a weight file', async () => {
    await mkdir(join(folder, 'model.safetensors'))
    await expect(open()).rejects.toThrow(CheckpointUnsupportedError)
  })
})
