import { describe, expect, test } from 'vitest'
import { readTensor } from '../../src/checkpoint/read-tensor.ts'
import { readSafetensors } from '../../src/checkpoint/safetensors.ts'
import { budgetedBytes } from './budgeted-bytes.ts'
import { fuzz, mutate } from './fuzz.ts'
import { float32, writeSafetensors } from './safetensors-file.ts'

const RUNS = 400_000

const seeds = [
  writeSafetensors({ 'model.norm.weight': float32([2], [1, 2]) }),
  writeSafetensors({
    'a.weight': float32([2, 3], [1, 2, 3, 4, 5, 6]),
    'a.bias': { dtype: 'BF16', shape: [3], bytes: new Uint8Array(6) },
    scalar: { dtype: 'F16', shape: [], bytes: new Uint8Array(2) },
    empty: { dtype: 'F64', shape: [0, 4], bytes: new Uint8Array() },
  }),
]

const tokens = [
  '{}',
  '[]',
  '[[[[[[[[',
  '{"a":{"a":{"a":',
  '"__metadata__":',
  '"__proto__":',
  '"constructor":',
  '"dtype":"F32"',
  '"shape":[1]',
  '"data_offsets":[0,4]',
  '9007199254740992',
  '18446744073709551616',
  '-1',
  '1e308',
  '0.5',
  'null',
  '"\\ud800"',
  '\\u0000',
  '\x00',
  '\xff',
  ',',
  ':',
  '"',
  '\\',
  'F64',
  'BOOL',
].map((token) => Buffer.from(token, 'latin1'))

describe('damaged safetensors files', () => {
  test(`${RUNS} of them are read or refused with a typed error, within their own size`, async () => {
    const outcome = await fuzz(
      RUNS,
      (random) => mutate(seeds[random(seeds.length)]!, random, tokens),
      async (bytes) => {
        const source = budgetedBytes(bytes, bytes.length)
        const { tensors } = await readSafetensors(source)
        for (const [name, layout] of tensors) await readTensor(source, name, layout)
      },
    )
    // Most damages are noticed; harmless ones, in the data or in a name, are not damages to the reader.
    expect(outcome.refused).toBeGreaterThan(outcome.accepted)
    expect(outcome.accepted).toBeGreaterThan(0)
  })
})
