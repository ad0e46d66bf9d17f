import { expect, test } from 'vitest'
import * as model from './index.ts'

test('the public names are these; changing them is a decision', () => {
  expect(Object.keys(model).sort()).toEqual([
    'DEFAULT_MODEL',
    'DeqaError',
    'IMAGE_EXTENSIONS',
    'PROMPT_NAMES',
    'availableDevices',
    'convertCheckpoint',
    'describeModel',
    'isScoreFailure',
    'loadScorer',
    'runtimeVersions',
  ])
})

test('versions and devices are real', () => {
  expect(model.runtimeVersions().onnxruntime).toMatch(/^\d+\.\d+/)
  expect(model.availableDevices()).toContain('cpu')
})
