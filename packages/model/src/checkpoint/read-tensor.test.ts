import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sparseBytes } from '../../test/checkpoint/sparse-bytes.ts'
import { memoryBytes } from './byte-source.ts'
import { CheckpointCorruptError, CheckpointUnsupportedError } from './checkpoint-errors.ts'
import { readTensor } from './read-tensor.ts'
import { isContiguous, rowMajorStrides, type TensorLayout } from './tensor-layout.ts'

const storage = Float32Array.from({ length: 4096 }, (_, i) => i)
const bytes = memoryBytes(new Uint8Array(storage.buffer), 'storage')

/** A shape, a permutation of its axes and gaps between elements: any view without overlap. */
const views = fc
  .record({
    shape: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }),
    order: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
    gap: fc.integer({ min: 1, max: 3 }),
    offset: fc.integer({ min: 0, max: 50 }),
  })
  .map(({ shape, order, gap, offset }): TensorLayout => {
    const strides = new Array<number>(shape.length)
    let step = gap
    for (const axis of order.filter((axis) => axis < shape.length)) {
      strides[axis] = step
      step *= Math.max(1, shape[axis]!)
    }
    return { dtype: 'F32', shape, strides, position: 4 * offset }
  })

/** What the view means, element by element. The storage counts up, so that a value is its own place. */
function expectedValues({ shape, strides, position }: TensorLayout): number[] {
  const walk = (axis: number, place: number): number[] =>
    axis === shape.length
      ? [place]
      : Array.from({ length: shape[axis]! }, (_, i) => walk(axis + 1, place + i * strides[axis]!)).flat()
  return walk(0, position / 4)
}

describe('any view of a storage', () => {
  test('is read in row-major order', async () => {
    await fc.assert(
      fc.asyncProperty(views, async (layout) => {
        expect([...(await readTensor(bytes, 'view', layout))]).toEqual(expectedValues(layout))
      }),
      { numRuns: 500 },
    )
  })

  test('gives its rows in the order asked, repeats included', async () => {
    await fc.assert(
      fc.asyncProperty(
        views.filter(({ shape }) => shape[0]! > 0),
        fc.array(fc.nat(), { maxLength: 6 }),
        async (layout, picks) => {
          const rows = picks.map((pick) => pick % layout.shape[0]!)
          const whole = expectedValues(layout)
          const length = whole.length / layout.shape[0]!
          const expected = rows.flatMap((row) => whole.slice(row * length, (row + 1) * length))
          expect([...(await readTensor(bytes, 'view', layout, rows))]).toEqual(expected)
        },
      ),
      { numRuns: 500 },
    )
  })
})

test('rows of a plain matrix cost only their own bytes', async () => {
  const asked: [number, number][] = []
  const watched = {
    ...bytes,
    async read(position: number, target: Uint8Array) {
      asked.push([position, target.length])
      await bytes.read(position, target)
    },
  }
  const layout = { dtype: 'F32', shape: [100, 10], strides: [10, 1], position: 8 }
  expect([...(await readTensor(watched, 'matrix', layout, [99, 3]))].slice(9, 11)).toEqual([1001, 32])
  expect(asked).toEqual([
    [8 + 99 * 40, 40],
    [8 + 3 * 40, 40],
  ])
})

test('a tensor of several chunks is whole across their borders', async () => {
  const count = 5_000_001 // 10 MB of bfloat16: two whole chunks of 4 MiB and a rest
  const halves = Uint16Array.from({ length: count }, (_, i) => i)
  const source = memoryBytes(new Uint8Array(halves.buffer), 'chunks')
  const values = await readTensor(source, 'w', { dtype: 'BF16', shape: [count], strides: [1], position: 0 })
  const bits = new Uint32Array(values.buffer)
  expect(bits.every((value, i) => value === (halves[i]! << 16) >>> 0)).toBe(true)
})

test('positions beyond 4 GB are exact', async () => {
  const position = 9_000_000_008
  const values = new Uint8Array(Float32Array.of(1.5, -2.5).buffer)
  const source = sparseBytes(10_000_000_000, [{ position, bytes: values }])
  const layout = { dtype: 'F32', shape: [2], strides: [1], position }
  expect([...(await readTensor(source, 'far', layout))]).toEqual([1.5, -2.5])
})

test('refuses integers, arrays beyond the runtime, and a file that ends early', async () => {
  const layout = { dtype: 'I8', shape: [2], strides: [1], position: 0 }
  await expect(readTensor(bytes, 'w', layout)).rejects.toThrow('storage: w has elements of type I8')
  const huge = { dtype: 'F32', shape: [2 ** 20, 2 ** 12], strides: [2 ** 12, 1], position: 0 }
  await expect(readTensor(bytes, 'w', huge)).rejects.toThrow(CheckpointUnsupportedError)
  const late = { dtype: 'F32', shape: [2], strides: [1], position: 4096 * 4 - 4 }
  await expect(readTensor(bytes, 'w', late)).rejects.toThrow(CheckpointCorruptError)
})

test('an axis of length 1 never steps, so that its stride does not matter', () => {
  expect(rowMajorStrides([2, 1, 3])).toEqual([3, 3, 1])
  expect(isContiguous({ dtype: 'F32', shape: [2, 1, 3], strides: [3, 77, 1], position: 0 })).toBe(true)
  expect(isContiguous({ dtype: 'F32', shape: [2, 3], strides: [1, 2], position: 0 })).toBe(false)
})
