import { access, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TrainingProgram } from '@deqa/model/training'
import { liveThreads } from '@deqa/vitest'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseConfig } from '../config/parse-config.ts'
import { openEngine } from './open-engine.ts'

const program: TrainingProgram = {
  parameters: [{ name: 'w', shape: [1, 3], trainable: true }],
  inputs: [{ name: 'x', shape: [2, 3], type: 'float' }],
  run(ops, parameters, inputs) {
    const result = ops.linear(inputs['x']!, parameters.get('w')!)
    return { loss: ops.sum(ops.multiply(result, result), [0, 1]), reported: {} }
  },
}
const values = new Map([['w', Float32Array.of(1, -2, 3)]])
const batches = [1, 2, 3].map((i) => ({ x: Float32Array.from({ length: 6 }, (_, k) => Math.sin(i + k)) }))

let folder: string
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'deqa-engine-')), 'engine')
})
afterEach(() => rm(dirname(folder), { recursive: true }))

test('the workers of a configuration are threads, which change no bit and end with the engine', async () => {
  const threads = liveThreads()
  const updateWith = async (workers: number) => {
    const config = parseConfig({
      datasets: [{ name: 'koniq', root: 'koniq' }],
      network: { size: 'smoke' },
      batch: { accumulation: 3 },
      engine: { threads: 1, workers },
    })
    await using engine = await openEngine(config, program, values, { folder })
    const report = await engine.stepAccumulated(batches, 1e-2)
    return { report, state: await engine.state(), threads: threads.size }
  }
  const expected = await updateWith(1)
  expect(expected.threads).toBe(0)
  expect(await updateWith(2)).toEqual({ ...expected, threads: 2 })
  expect(threads.size).toBe(0)
  await expect(access(folder)).rejects.toThrow('ENOENT')
})
