import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { TensorSource } from '../../checkpoint/types.ts'
import { GraphBuilder } from './graph-builder.ts'
import { onnxOps, valueName, weightValue } from './onnx-ops.ts'
import { OnnxSession } from './session.ts'
import { type CheckpointSource, type StoredWeight, storedWeight } from './stored-weight.ts'
import { placeWeights, WeightsFile } from './weights-file.ts'

const weight = (tensor: string, shape: number[]) => storedWeight({ tensor, shape })

const fromCheckpoint = (weights: readonly StoredWeight[]) =>
  weights.flatMap(({ key, source: wanted }) => ('tensor' in wanted ? [{ key, source: wanted }] : []))

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deqa-weights-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** A checkpoint of one matrix [3, 2] = 0 … 5. */
const source: TensorSource = {
  tensors: new Map(),
  read: async () => Float32Array.of(0, 1, 2, 3, 4, 5),
  readRows: async (_, rows) => Float32Array.from(rows.flatMap((row) => [2 * row, 2 * row + 1])),
  close: async () => {},
  [Symbol.asyncDispose]: async () => {},
}

describe('placeWeights', () => {
  test('aligns small weights to cache lines and large ones to pages, each key once', () => {
    const { places, bytes } = placeWeights(
      [weight('a', [3]), weight('b', [5]), weight('a', [3]), weight('large', [1 << 14])],
      'weights.bin',
    )
    expect([...places]).toEqual([
      ['a', { offset: 0, length: 12 }],
      ['b', { offset: 64, length: 20 }],
      ['large', { offset: 4096, length: 65536 }],
    ])
    expect(bytes).toBe(4096 + 65536)
  })

  test('counts beyond 4 GB', () => {
    const { places, bytes } = placeWeights([weight('a', [2 ** 30]), weight('b', [2 ** 30])], 'weights.bin')
    expect(places.get('b')).toEqual({ offset: 2 ** 32, length: 2 ** 32 })
    expect(bytes).toBe(2 ** 33)
  })
})

describe('WeightsFile', () => {
  test('writes rows, transposed or not, into their places', async () => {
    const wishes = [
      storedWeight({ tensor: 'm', shape: [3, 2], layout: 'transposed' }),
      storedWeight({ tensor: 'm', shape: [3, 2], rows: [2, 0] }),
    ]
    const placement = placeWeights(wishes, 'weights.bin')
    const path = join(folder, 'weights.bin')
    {
      await using file = await WeightsFile.create(path, placement)
      await file.writeFromCheckpoint(fromCheckpoint(wishes), source)
      await expect(file.write('m:transposed', new Float32Array(5))).rejects.toThrow('expected 24 bytes')
      await expect(file.write('unknown', new Float32Array(5))).rejects.toThrow('unknown')
    }
    const bytes = await readFile(path)
    const floats = (offset: number, count: number) =>
      Array.from({ length: count }, (_, i) => bytes.readFloatLE(offset + 4 * i))
    expect(floats(0, 6)).toEqual([0, 2, 4, 1, 3, 5])
    expect(floats(64, 4)).toEqual([4, 5, 0, 1])
  })

  test.each<Omit<CheckpointSource, 'tensor' | 'shape'>>([
    ...([{}, { layout: 'transposed' }, { rows: [1] }] as const),
    ...([{ precision: 'float16' }, { precision: 'float16', rows: [1] }] as const),
    ...([4, 8] as const).flatMap((bits) => [
      { layout: { part: 'codes', bits } } as const,
      { layout: { part: 'scales', bits, transposed: true } } as const,
    ]),
  ])('refuses a number that is not finite, stored as %o', async (form) => {
    const wishes = [storedWeight({ tensor: 'm', shape: [3, 2], ...form })]
    for (const value of [Number.NaN, Number.NEGATIVE_INFINITY]) {
      const broken = {
        read: async () => Float32Array.of(0, 1, 2, value, 4, 5),
        readRows: async () => Float32Array.of(2, value),
      }
      await using file = await WeightsFile.create(
        join(folder, `weights of ${value}`),
        placeWeights(wishes, 'weights.bin'),
      )
      await expect(file.writeFromCheckpoint(fromCheckpoint(wishes), broken)).rejects.toMatchObject({
        code: 'CHECKPOINT_CORRUPT',
        message: expect.stringMatching(`^m: expected finite numbers, got ${value} as number [24] of [26]\n`),
      })
    }
  })

  test('a graph reads weights that lie beyond 4 GB of a sparse file', async () => {
    const graph = new GraphBuilder('far')
    const far = weightValue({ name: 'm', shape: [3, 2], stored: [3, 2], computable: false })
    const ops = onnxOps(graph)
    const x = { name: graph.input('x', [1, 2]), rank: 2 }
    graph.output(valueName(graph, ops.linear(x, far)), 'y')
    // The weight is placed by hand where a file of this size would hold it; the hole before takes no disk.
    const offset = 5 * 2 ** 30
    const placement = { file: 'weights.bin', places: new Map([['m:transposed', { offset, length: 24 }]]) }
    {
      await using file = await WeightsFile.create(join(folder, 'weights.bin'), placement)
      await file.writeFromCheckpoint(fromCheckpoint(graph.weights), source)
    }
    expect((await stat(join(folder, 'weights.bin'))).size).toBe(offset + 24)
    await writeFile(join(folder, 'far.onnx'), graph.encode(placement))
    const session = await OnnxSession.open(join(folder, 'far.onnx'))
    const { y } = await session.run({ x: { shape: [1, 2], data: Float32Array.of(1, 10) } })
    await session.release()
    expect([...y!.data]).toEqual([10, 32, 54])
  })
})

test('a graph whose weight has no place is refused', () => {
  const graph = new GraphBuilder('lost')
  graph.output(graph.weight(weight('a', [1])), 'y')
  expect(() => graph.encode({ file: 'weights.bin', places: new Map() })).toThrow('a place for weight a')
})
