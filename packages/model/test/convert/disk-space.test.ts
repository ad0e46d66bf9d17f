import { existsSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { convertCheckpoint } from '../../src/convert/convert-checkpoint.ts'
import { parseCheckpointConfig } from '../../src/network/config.ts'
import { listParameters } from '../../src/network/parameters.ts'
import { safetensorsFile } from '../checkpoint/safetensors-file.ts'
import { tinyConfig } from '../checkpoint/tiny-checkpoint.ts'

/** 14 TB of weights: more than there is room for, and less than the longest file of ext4. */
const config = {
  ...tinyConfig,
  intermediate_size: 150_000_000_000,
  level_ids: [9, 8, 7, 6, 5],
  deqa_prompts: { scorer: { prefix: [1, 2], suffix: [3] }, eval: { prefix: [1, 2], suffix: [4] } },
}

/** A checkpoint that is a hole but for its header. */
async function sparseCheckpoint(folder: string): Promise<void> {
  let end = 0
  const entries = listParameters(parseCheckpointConfig(config, 'config.json').network).map(
    ({ name, stored }) => {
      const begin = end
      end += 4 * stored.reduce((product, length) => product * length, 1)
      return [name, { dtype: 'F32', shape: stored, data_offsets: [begin, end] }]
    },
  )
  const header = safetensorsFile(Object.fromEntries(entries))
  await using file = await open(join(folder, 'model.safetensors'), 'w')
  await file.write(header)
  await file.truncate(header.length + end)
}

test('a model for which there is no room is refused before anything is written', async () => {
  const home = await mkdtemp(join(tmpdir(), 'deqa-room-'))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
  const checkpoint = join(home, 'checkpoint')
  await mkdir(checkpoint)
  await writeFile(join(checkpoint, 'config.json'), JSON.stringify(config))
  await sparseCheckpoint(checkpoint)
  let begun = false
  const converting = convertCheckpoint(checkpoint, join(home, 'model'), { onProgress: () => (begun = true) })
  await expect(converting).rejects.toMatchObject({
    code: 'DISK_FULL',
    id: 'model',
    message: expect.stringMatching(/14\d{12} bytes are needed, but only \d+ are free\n/),
  })
  expect(begun).toBe(false)
  expect(existsSync(join(home, 'model'))).toBe(false)
  expect(readdirSync(home)).toEqual(['checkpoint'])
})
