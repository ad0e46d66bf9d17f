import { createRequire } from 'node:module'
import { describe, expect, test, vi } from 'vitest'
import { loadTfjs } from './load-tfjs.ts'
import { restoreNodeUtil } from './restore-node-util.ts'
import { tfjsStatus } from './tfjs-status.ts'
import { TfjsUnavailableError } from './tfjs-unavailable-error.ts'

/** The files of TensorFlow.js that this process has loaded. */
const loadedFiles = () =>
  Object.keys(createRequire(import.meta.url).cache).filter((file) => file.includes('@tensorflow'))

// The first test of this file, before anything here asks for TensorFlow.js.
test('TensorFlow.js is loaded on request only, and prints nothing', async () => {
  const printed = [vi.spyOn(console, 'log'), vi.spyOn(console, 'warn'), vi.spyOn(console, 'error')]
  await import('../../index.ts')
  await import('../../training.ts')
  expect(loadedFiles()).toEqual([])
  await loadTfjs({ backends: ['cpu'] })
  expect(loadedFiles()).not.toEqual([])
  for (const spy of printed) expect(spy).not.toHaveBeenCalled()
  vi.restoreAllMocks()
})

describe('loadTfjs', () => {
  test('takes the first backend that works, and says why not the ones before', async () => {
    const { tf, backend, version, usesGpu, refused } = await loadTfjs()
    // The native bindings are not among this repository's own dependencies.
    expect({ backend, usesGpu, refused }).toEqual({
      backend: 'wasm',
      usesGpu: false,
      refused: [
        { backend: 'node-gpu', reason: '@tensorflow/tfjs-node-gpu is not installed' },
        { backend: 'node', reason: '@tensorflow/tfjs-node is not installed' },
      ],
    })
    expect(version).toBe(tf.version_core)
    expect(tf.getBackend()).toBe('wasm')
  })

  test('tries the named ones in their order', async () => {
    const { tf, backend, refused } = await loadTfjs({ backends: ['cpu', 'wasm'] })
    expect({ backend, refused, present: tf.getBackend() }).toEqual({
      backend: 'cpu',
      refused: [],
      present: 'cpu',
    })
  })

  test('where none works, the error has each reason and a remedy', async () => {
    const error = await loadTfjs({ backends: ['node'] }).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(TfjsUnavailableError)
    expect(error).toMatchObject({
      code: 'DEVICE_UNAVAILABLE',
      refused: [{ backend: 'node', reason: '@tensorflow/tfjs-node is not installed' }],
      message: [
        'TensorFlow.js is not usable here:',
        '  node: @tensorflow/tfjs-node is not installed',
        'Add it with: npm install @tensorflow/tfjs-node',
      ].join('\n'),
    })
  })
})

test('tfjsStatus says of each backend what is installed, whether it works and how to add it', async () => {
  const status = await tfjsStatus()
  expect(status.map(({ backend, usable }) => [backend, usable])).toEqual([
    ['node-gpu', false],
    ['node', false],
    ['wasm', true],
    ['cpu', true],
  ])
  expect(status[0]).toMatchObject({
    packages: [{ name: '@tensorflow/tfjs-node-gpu' }],
    reason: '@tensorflow/tfjs-node-gpu is not installed',
    install: 'npm install @tensorflow/tfjs-node-gpu',
  })
  expect(status[0]!.packages[0]).not.toHaveProperty('version')
  expect(status[2]!.packages.map(({ version }) => version)).toEqual(['4.22.0', '4.22.0'])
  expect(status[2]).not.toHaveProperty('reason')
})

describe('restoreNodeUtil', () => {
  test('gives back what a newer Node took away', () => {
    const util: Record<string, (value: unknown) => boolean> = {}
    restoreNodeUtil(util)
    expect([null, undefined, 0, ''].map(util['isNullOrUndefined']!)).toEqual([true, true, false, false])
    expect([[], {}].map(util['isArray']!)).toEqual([true, false])
  })

  test('leaves what is there', () => {
    const isArray = () => true
    const util = { isArray }
    restoreNodeUtil(util)
    expect(util.isArray).toBe(isArray)
  })

  test('by default reaches the module that `require` gives', () => {
    restoreNodeUtil()
    const util = createRequire(import.meta.url)('node:util') as Record<string, (value: unknown) => boolean>
    expect(util['isNullOrUndefined']!(null)).toBe(true)
  })
})
