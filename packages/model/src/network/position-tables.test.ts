import { describeWithShared, readRecordedTensors, sharedPath } from '@deqa/vitest'
import { expect, test } from 'vitest'
import { imagePositionTable, queryPositionTable } from './position-tables.ts'

// Values of the original's tables (upstream facts, section 10), printed with seven digits or so.
const closeness = { absolute: 2e-7 }

test('query positions at the released size', () => {
  const table = queryPositionTable(64, 1024)
  const at = (row: number, ...columns: number[]) => columns.map((column) => table[row * 1024 + column]!)
  expect(at(0, 0, 511, 512, 1023)).toEqual([0, 0, 1, 1])
  expect(at(1, 0, 1, 2)).toBeAllClose([0.841471, 0.83170515, 0.8218562], closeness)
  expect(at(1, 511)).toBeAllClose([1.01815e-4], { absolute: 1e-9 })
  expect(at(1, 512, 513, 514)).toBeAllClose([0.5403023, 0.5552175, 0.56969494], closeness)
  expect(at(63, 0, 1, 2)).toBeAllClose([0.1673557, -0.8163286, -0.8835669], closeness)
  expect(at(63, 1023)).toBeAllClose([0.99997944], closeness)
})

test('image positions at the released size: class row zero, column first, then row', () => {
  const table = imagePositionTable(32, 1024)
  const at = (row: number, ...columns: number[]) => columns.map((column) => table[row * 1024 + column]!)
  expect(table.subarray(0, 1024).every((value) => value === 0)).toBe(true)
  const right = 2 // y 0, x 1
  expect(at(right, 0, 1, 2)).toBeAllClose([0.841471, 0.8218562, 0.8019618], closeness)
  expect(at(right, 256, 257, 258)).toBeAllClose([0.5403023, 0.5696949, 0.5973752], closeness)
  expect(at(right, 512, 767, 768, 1023)).toEqual([0, 0, 1, 1])
  const below = 33 // y 1, x 0
  expect(at(below, 0, 255, 256, 511)).toEqual([0, 0, 1, 1])
  expect(at(below, 512, 513, 514)).toBeAllClose([0.841471, 0.8218562, 0.8019618], closeness)
  expect(at(below, 768, 769)).toBeAllClose([0.5403023, 0.5696949], closeness)
})

describeWithShared('the tables stored in a checkpoint', () => {
  test('are the computed ones', () => {
    const weights = readRecordedTensors(sharedPath('golden/checkpoint-tiny448/model.safetensors'))
    const attention = 'model.visual_abstractor.encoder.layers.0.crossattention.attention'
    for (const [name, table] of [
      ['q_pos_embed', queryPositionTable(64, 32)],
      ['k_pos_embed', imagePositionTable(32, 32)],
    ] as const) {
      const stored = weights.get(`${attention}.${name}`)!
      // Two mathematical libraries may round a power, a sine or a cosine differently by one unit in the last place,
      // which the position, up to 63, then multiplies: 63 · 2^-24.
      expect(table, name).toBeAllClose(stored.data, { absolute: 63 * 2 ** -24 })
    }
  })
})
