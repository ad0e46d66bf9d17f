import type { TfjsBackendStatus } from '@deqa/model/training'
import { expect, test } from 'vitest'
import { enginesText, tfjsBackendText, trainingEngines } from './training-engines.ts'

const wasm: TfjsBackendStatus = {
  backend: 'wasm',
  packages: [
    { name: '@tensorflow/tfjs', version: '4.22.0' },
    { name: '@tensorflow/tfjs-backend-wasm', version: '4.22.0' },
  ],
  usable: true,
  usesGpu: false,
  install: 'npm install @tensorflow/tfjs @tensorflow/tfjs-backend-wasm',
  remark: 'WebAssembly on one thread.',
}
const unusable = { ...wasm, usable: false, reason: 'it did not initialise' }

test.each<[string, TfjsBackendStatus, string]>([
  ['works', wasm, '✓ 4.22.0'],
  ['has a GPU', { ...wasm, usesGpu: true }, '✓ 4.22.0 on the GPU'],
  [
    'is there and does not work',
    unusable,
    '✗ 4.22.0 does not work: it did not initialise; npm install @tensorflow/tfjs @tensorflow/tfjs-backend-wasm (WebAssembly on one thread)',
  ],
  [
    'lacks a package',
    { ...unusable, packages: [wasm.packages[0]!, { name: '@tensorflow/tfjs-backend-wasm' }] },
    '– not installed; npm install @tensorflow/tfjs @tensorflow/tfjs-backend-wasm (WebAssembly on one thread)',
  ],
])('a backend that %s', (_, status, text) => {
  expect(tfjsBackendText(status)).toBe(text)
})

test('engines in one line', () => {
  const onnx = { name: 'onnx', version: '1.30.0', usable: true } as const
  const tfjs = { name: 'tfjs', version: '4.22.0', usable: true, backend: 'wasm', backends: [wasm] } as const
  expect(enginesText([onnx, tfjs])).toBe('onnx 1.30.0 (the default), tfjs 4.22.0 on wasm')
  expect(enginesText([onnx, { ...tfjs, version: null, usable: false, backend: null }])).toBe(
    'onnx 1.30.0 (the default), tfjs (not usable)',
  )
})

test('those of this machine: the backend that tfjs would choose is the first that works', async () => {
  const [onnx, tfjs] = await trainingEngines('1.30.0')
  expect(onnx).toEqual({ name: 'onnx', version: '1.30.0', usable: true })
  if (tfjs?.name !== 'tfjs') throw new TypeError('expected tfjs second')
  expect(tfjs.backends.map(({ backend }) => backend)).toEqual(['node-gpu', 'node', 'wasm', 'cpu'])
  expect(tfjs.backend).toBe(tfjs.backends.find(({ usable }) => usable)?.backend ?? null)
  expect(tfjs.usable).toBe(tfjs.version !== null)
})
