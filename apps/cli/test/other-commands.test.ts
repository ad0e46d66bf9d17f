import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import '@deqa/vitest'
import { describe, expect, test } from 'vitest'
import { makePhotos } from './make-photos.ts'
import { deqa } from './run-deqa.ts'
import { NOTICE, untrainedModel } from './untrained-model.ts'

describe('compare', () => {
  test('the probability and its mirror image add up to one', async () => {
    const cwd = await makePhotos(2)
    const compare = async (...files: string[]) =>
      JSON.parse((await deqa(['compare', ...files, '--json'], { cwd })).stdout)
    const there = await compare('00.png', '01.png')
    const back = await compare('01.png', '00.png')
    expect(there.results.map(({ file }: { file: string }) => file)).toEqual(['00.png', '01.png'])
    expect(there.model.name).toBe('deqa-mini')
    // Scores in another order may differ by 1e-5, and Φ is flatter than 1 / std.
    expect([there.probability + back.probability]).toBeAllClose([1], { absolute: 1e-4 })
  })

  test('an image is as good as itself', async () => {
    const cwd = await makePhotos(1)
    const { code, stdout } = await deqa(['compare', '00.png', '00.png'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toContain('00.png and 00.png are about equally good\nP(first > second) = 0.500\n')
  })

  test('an image that cannot be scored', async () => {
    const cwd = await makePhotos(1)
    writeFileSync(join(cwd, 'broken.jpg'), 'no image')
    const { code, stdout, stderr } = await deqa(['compare', '00.png', 'broken.jpg', '--json'], { cwd })
    const { results, probability } = JSON.parse(stdout)
    expect(code).toBe(3)
    expect(probability).toBeNull()
    expect(results[0].score).toBeGreaterThanOrEqual(1)
    expect(results[1].error.code).toBe('IMAGE_UNREADABLE')
    expect(stderr).toContain('cannot compare')
  })
})

describe('doctor', () => {
  test('shows what is there and tries it out', async () => {
    const { code, stdout } = await deqa(['doctor', '--json'])
    const { versions, system, device, engines, model, checks } = JSON.parse(stdout)
    expect(code).toBe(0)
    expect(versions).toMatchObject({ node: process.versions.node })
    for (const version of Object.values(versions)) expect(version).toMatch(/^\d+\.\d+/)
    expect(system.cores).toBeGreaterThanOrEqual(1)
    expect(device).toBe('cpu')
    expect(engines).toMatchObject([
      { name: 'onnx', version: versions.onnxruntime, usable: true },
      {
        name: 'tfjs',
        backends: [{ backend: 'node-gpu' }, { backend: 'node' }, { backend: 'wasm' }, { backend: 'cpu' }],
      },
    ])
    expect(model.name).toBe('deqa-mini')
    expect(checks.map(({ name, ok }: { name: string; ok: boolean }) => [name, ok])).toEqual([
      ['libraries', true],
      ['model', true],
      ['scoring', true],
    ])
  })

  test('an untrained model is called one', async () => {
    const { code, stdout } = await deqa(['doctor', '--model', untrainedModel()])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^model +untrained, revision [0-9a-f]{12}, NOT TRAINED$/m)
    expect(stdout).toMatch(new RegExp(`^notice +${NOTICE}$`, 'm'))
    const mini = await deqa(['doctor'])
    expect(mini.stdout).toMatch(/^model +deqa-mini, revision [0-9a-f]{12}, trained$/m)
    expect(mini.stdout).not.toMatch(/^notice/m)
  })

  test('a model that is not there fails its check', async () => {
    const { code, stdout } = await deqa(['doctor', '--model', 'nothing'])
    expect(code).toBe(4)
    expect(stdout).toContain('✓ libraries')
    expect(stdout).toContain('✗ model')
  })
})

describe('convert', () => {
  test('a folder without a checkpoint', async () => {
    const cwd = await makePhotos(1)
    const { code, stdout, stderr } = await deqa(['convert', '.', '--out', 'model'], { cwd })
    expect(code).toBe(4)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^deqa: /)
  })
})
