import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readRecordedTensors } from '@deqa/vitest'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openCheckpoint } from './open-checkpoint.ts'
import { type TensorToWrite, writeSafetensors, writeSafetensorsShards } from './write-safetensors.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deqa-safetensors-'))
})
afterEach(() => rm(folder, { recursive: true }))

const tensor = (name: string, shape: number[], ...values: number[]): TensorToWrite => ({
  name,
  shape,
  read: () => Float32Array.from(values),
})
const some = [
  tensor('matrix', [2, 2], 1, -0.5, 3, 0.25),
  tensor('scalar', [], 7),
  tensor('empty', [0, 3]),
  tensor('row', [1, 3], 1, 2, 4),
]

test('a file by hand: length, header, bytes', async () => {
  const path = join(folder, 'x.safetensors')
  await writeSafetensors(path, [tensor('a', [1], 1)], { metadata: {} })
  const json = '{"__metadata__":{},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
  const padded = json.padEnd(72)
  const bytes = Buffer.concat([
    Buffer.from([72, 0, 0, 0, 0, 0, 0, 0]),
    Buffer.from(padded),
    Buffer.from([0, 0, 128, 63]),
  ])
  expect(json.length).toBe(72)
  expect(await readFile(path)).toEqual(bytes)
})

test('another reader gives the tensors back', async () => {
  const path = join(folder, 'x.safetensors')
  await writeSafetensors(path, some)
  const read = readRecordedTensors(path)
  expect([...read.get('matrix')!.data]).toEqual([1, -0.5, 3, 0.25])
  expect(read.get('matrix')!.shape).toEqual([2, 2])
  expect([...read.get('scalar')!.data]).toEqual([7])
  expect([...read.get('row')!.data]).toEqual([1, 2, 4])
})

test.each(['F32', 'F16', 'BF16'] as const)(
  'our reader gives %s tensors back, exact in these values',
  async (dtype) => {
    await writeSafetensors(join(folder, 'model.safetensors'), some, { dtype })
    await writeFile(join(folder, 'config.json'), '{}')
    await using source = await openCheckpoint(folder)
    for (const { name, read, shape } of some) {
      expect(source.tensors.get(name)).toMatchObject({ dtype, shape })
      expect(await source.read(name)).toEqual(await read())
    }
  },
)

test('shards hold what fits, and the index says where everything is', async () => {
  await writeFile(join(folder, 'config.json'), '{}')
  const files = await writeSafetensorsShards(folder, some, { maxShardBytes: 20 })
  expect(files).toEqual([
    'model-00001-of-00002.safetensors',
    'model-00002-of-00002.safetensors',
    'model.safetensors.index.json',
  ])
  const index = JSON.parse(await readFile(join(folder, 'model.safetensors.index.json'), 'utf8'))
  expect(index.metadata.total_size).toBe(4 * (4 + 1 + 3))
  expect(index.weight_map).toMatchObject({ matrix: files[0], scalar: files[0], row: files[1] })
  await using source = await openCheckpoint(folder)
  expect([...(await source.read('row'))]).toEqual([1, 2, 4])
})

test('what fits into one file has no index', async () => {
  expect(await writeSafetensorsShards(folder, some)).toEqual(['model.safetensors'])
  expect(await readdir(folder)).toEqual(['model.safetensors'])
})

test('mistakes', async () => {
  const path = join(folder, 'x.safetensors')
  const twice = [some[0]!, some[0]!]
  await expect(writeSafetensors(path, twice)).rejects.toThrow('distinct, printable names, got "matrix"')
  await expect(writeSafetensors(path, [tensor('__metadata__', [])])).rejects.toThrow(RangeError)
  await expect(writeSafetensors(path, [tensor('a', [2], 1)])).rejects.toThrow(
    'expected 2 values for a, got 1',
  )
})

test('an abort ends between two tensors', async () => {
  const stop = new AbortController()
  const stopping: TensorToWrite = {
    ...some[0]!,
    read: () => {
      stop.abort(new Error('enough'))
      return some[0]!.read()
    },
  }
  const writing = writeSafetensors(join(folder, 'x'), [stopping, some[1]!], { signal: stop.signal })
  await expect(writing).rejects.toThrow('enough')
})
