import { mkdir, mkdtemp, open, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { convertCheckpoint } from '../../src/convert/convert-checkpoint.ts'
import { verifyWeights } from '../../src/convert/verify-weights.ts'
import type { StoredWeight } from '../../src/runtime/onnx/stored-weight.ts'
import { storedWeight } from '../../src/runtime/onnx/stored-weight.ts'
import { placeWeights, WeightsFile } from '../../src/runtime/onnx/weights-file.ts'
import { seededTensor } from '../operation-cases.ts'
import { checkpointRepository } from '../prepare/convertible-checkpoint.ts'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'deqa-verify-'))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
})

const shape = [48, 70]
const values = Float32Array.from(seededTensor(shape, 7).data)
const checkpoint = {
  read: async () => values,
  readRows: async (_: string, rows: readonly number[]) =>
    Float32Array.from(rows.flatMap((row) => [...values.subarray(70 * row, 70 * row + 70)])),
}

const layouts: Record<string, StoredWeight[]> = {
  plain: [storedWeight({ tensor: 'w', shape })],
  transposed: [storedWeight({ tensor: 'w', shape, layout: 'transposed' })],
  rows: [storedWeight({ tensor: 'w', shape, rows: [5, 2] })],
  float16: [storedWeight({ tensor: 'w', shape, precision: 'float16' })],
  'transposed float16': [storedWeight({ tensor: 'w', shape, precision: 'float16', layout: 'transposed' })],
  '8 bits': (['codes', 'scales'] as const).map((part) =>
    storedWeight({ tensor: 'w', shape, layout: { part, bits: 8 } }),
  ),
  '4 bits': (['codes', 'scales'] as const).map((part) =>
    storedWeight({ tensor: 'w', shape, layout: { part, bits: 4 } }),
  ),
}

test.each(Object.entries(layouts))(
  '%s: right as written, wrong with one byte changed',
  async (name, weights) => {
    const path = join(home, 'weights.bin')
    const placement = placeWeights(weights, 'weights.bin')
    {
      await using file = await WeightsFile.create(path, placement)
      const wishes = weights.flatMap(({ key, source }) => ('tensor' in source ? [{ key, source }] : []))
      await file.writeFromCheckpoint(wishes, checkpoint)
    }
    const found = await verifyWeights(checkpoint, weights, placement, path)
    expect(found.tensors).toBe(1)
    const largest = /4 bits/.test(name) ? 0.1 : /8 bits/.test(name) ? 0.01 : /16/.test(name) ? 5e-4 : 0
    expect(found.worst?.relativeError ?? 0).toBeLessThanOrEqual(largest)

    const bytes = await open(path, 'r+')
    const { buffer } = await bytes.read(Buffer.alloc(2), 0, 2, 100)
    // The top bit: a sign, or half the range of the codes, of two of them at least.
    await bytes.write(Buffer.from(buffer.map((byte) => byte ^ 0x88)), 0, 2, 100)
    await bytes.close()
    await expect(verifyWeights(checkpoint, weights, placement, path)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringContaining('of w is stored as'),
    })
  },
)

test('a conversion is verified on request, and says what its rounding did', async () => {
  const folder = join(home, 'checkpoint')
  await mkdir(folder)
  for (const [name, content] of Object.entries(checkpointRepository()))
    await writeFile(join(folder, name), content)
  const { verification } = await convertCheckpoint(folder, join(home, 'model'), {
    dtype: 'fp16',
    verify: true,
  })
  expect(verification!.tensors).toBeGreaterThan(50)
  expect(verification!.worst!.relativeError).toBeLessThan(5e-4)
  expect((await stat(join(home, 'model'))).isDirectory()).toBe(true)
  expect((await convertCheckpoint(folder, join(home, 'other'))).verification).toBeUndefined()
})
