import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { ModelInvalidError } from './errors.ts'
import { DEFAULT_MODEL, locateModel } from './locate-model.ts'
import { MANIFEST_FILE, type Manifest, parseManifest } from './manifest.ts'

let manifest: Manifest
beforeAll(async () => {
  const file = join(await locateModel(DEFAULT_MODEL), MANIFEST_FILE)
  manifest = parseManifest(await readFile(file, 'utf8'), file)
})

function failure(changed: object): string {
  try {
    parseManifest(JSON.stringify({ ...manifest, ...changed }), 'deqa-model.json')
  } catch (error) {
    expect(error).toBeInstanceOf(ModelInvalidError)
    return (error as Error).message
  }
  throw new Error('was accepted')
}

const digest = { bytes: 1, sha256: '0'.repeat(64) }

test('every file that the model needs has a digest', () => {
  const { files, prompts } = manifest
  const without = (name: string) =>
    Object.fromEntries(Object.entries(files).filter(([listed]) => listed !== name))
  for (const name of ['weights.bin', 'scorer.onnx', 'eval.onnx']) {
    expect(failure({ files: without(name) })).toContain(
      `expected size and digest of ${name}, which the model needs`,
    )
  }
  expect(failure({ files: {} }).match(/expected size and digest/g)).toHaveLength(3)
  // What goes on where a graph stops, and the prompts that only some models have.
  const scorer = { ...prompts.scorer, next: ['scorer.2.onnx'] }
  expect(failure({ prompts: { ...prompts, scorer } })).toContain('of scorer.2.onnx')
  const hub = { ...prompts.scorer, graph: 'hub.onnx' }
  expect(failure({ prompts: { ...prompts, hub } })).toContain('of hub.onnx')
  const listed = { ...files, 'scorer.2.onnx': digest, 'hub.onnx': digest }
  const more = { ...manifest, prompts: { ...prompts, scorer, hub }, files: listed }
  expect(parseManifest(JSON.stringify(more), 'deqa-model.json').files).toEqual(listed)
})

test.each(['.', '..', '../weights.bin', 'a/b', ''])('%o is no name of a file', (name) => {
  expect(failure({ files: { ...manifest.files, [name]: digest } })).toContain('files')
  const scorer = { ...manifest.prompts.scorer, graph: name }
  expect(failure({ prompts: { ...manifest.prompts, scorer } })).toContain('graph')
})

test.each([0, -0.5])('a deviation of %f would give no numbers', (std) => {
  const preprocessing = { ...manifest.preprocessing, std: [0.2, std, 0.2] }
  expect(failure({ preprocessing })).toContain('preprocessing.std')
})
