import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { budgetedBytes } from '../../test/checkpoint/budgeted-bytes.ts'
import { float32, safetensorsFile, writeSafetensors } from '../../test/checkpoint/safetensors-file.ts'
import { sparseBytes } from '../../test/checkpoint/sparse-bytes.ts'
import { memoryBytes } from './byte-source.ts'
import { CheckpointCorruptError, CheckpointUnsupportedError } from './checkpoint-errors.ts'
import { readTensor } from './read-tensor.ts'
import { readSafetensors } from './safetensors.ts'
import { MAX_HEADER_BYTES } from './safetensors-header.ts'

const tensor = (shape: number[], begin: number, end: number, dtype = 'F32') => ({
  dtype,
  shape,
  data_offsets: [begin, end],
})

/** Reads a file that may not ask for more bytes than it has. */
const read = (file: Uint8Array) => readSafetensors(budgetedBytes(file, file.length, 'x.safetensors'))

describe('a correct file', () => {
  test('lists its tensors, with zero axes, zero length and any order of their bytes', async () => {
    const header = {
      last: tensor([1], 20, 24),
      matrix: tensor([2, 2], 4, 20),
      empty: tensor([0, 7], 4, 4),
      scalar: tensor([], 0, 4),
      __metadata__: { format: 'pt' },
    }
    const file = safetensorsFile(header, new Uint8Array(Float32Array.of(0.5, 1, 2, 3, 4, 9).buffer))
    const { tensors } = await read(file)
    expect([...tensors.keys()]).toEqual(['last', 'matrix', 'empty', 'scalar'])
    const source = memoryBytes(file, 'x')
    const values = async (name: string) => [...(await readTensor(source, name, tensors.get(name)!))]
    expect(await values('matrix')).toEqual([1, 2, 3, 4])
    expect(await values('scalar')).toEqual([0.5])
    expect(await values('empty')).toEqual([])
    expect(await values('last')).toEqual([9])
  })

  test('gives back any tensors that were written', async () => {
    const entries = fc.dictionary(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter((name) => name !== '__metadata__'),
      fc.array(fc.float({ noNaN: true }), { maxLength: 8 }),
    )
    await fc.assert(
      fc.asyncProperty(entries, async (values) => {
        const written = Object.entries(values).map(([name, list]) => [name, float32([list.length], list)])
        const file = writeSafetensors(Object.fromEntries(written))
        const { tensors: found } = await read(file)
        expect(found.size).toBe(Object.keys(values).length)
        for (const [name, list] of Object.entries(values)) {
          expect([...(await readTensor(memoryBytes(file, 'x'), name, found.get(name)!))]).toEqual(list)
        }
      }),
    )
  })

  test('may be padded with spaces, and call a tensor __proto__ or constructor', async () => {
    const json = `{"__proto__":${JSON.stringify(tensor([1], 0, 4))},"constructor":${JSON.stringify(tensor([1], 4, 8))}}   `
    const { tensors } = await read(safetensorsFile(json, new Uint8Array(8)))
    expect([...tensors.keys()]).toEqual(['__proto__', 'constructor'])
  })

  test('may hold element types that are no weights: they are listed, and refused when read', async () => {
    const file = safetensorsFile({ ids: tensor([2], 0, 16, 'I64') }, new Uint8Array(16))
    const { tensors } = await read(file)
    await expect(readTensor(memoryBytes(file, 'x'), 'ids', tensors.get('ids')!)).rejects.toThrow('type I64')
  })

  test('may be larger than 4 GB', async () => {
    const end = 5_000_000_000
    const header = { large: tensor([end], 0, end, 'U8'), far: tensor([2], end, end + 8) }
    const start = safetensorsFile(header)
    const values = new Uint8Array(Float32Array.of(3, 4).buffer)
    const source = sparseBytes(start.length + end + 8, [
      { position: 0, bytes: start },
      { position: start.length + end, bytes: values },
    ])
    const { tensors } = await readSafetensors(source)
    expect([...(await readTensor(source, 'far', tensors.get('far')!))]).toEqual([3, 4])
  })
})

const good = tensor([1], 0, 4)
const data = new Uint8Array(4)

/** One case per rule: what is wrong, the file, and what the error says. */
const hostile: [string, Uint8Array, string][] = [
  ['an empty file', new Uint8Array(), 'is too short for a header'],
  ['a cut header length', new Uint8Array(7), 'is too short for a header'],
  ['a header of 2^60 bytes', withLength(2n ** 60n), 'declares a header of 1152921504606846976 bytes'],
  [
    'a header of 2^64 - 1 bytes',
    withLength(2n ** 64n - 1n),
    'declares a header of 18446744073709551615 bytes',
  ],
  ['a header just above the limit', withLength(BigInt(MAX_HEADER_BYTES) + 1n), 'expected at most 25000000'],
  ['a cut header', withLength(1000n), 'is cut off: expected a header up to byte 1008'],
  ['no header', safetensorsFile(''), 'does not begin with {'],
  ['a list for a header', safetensorsFile('[]'), 'does not begin with {'],
  ['space before the header', safetensorsFile(' {}'), 'does not begin with {'],
  ['a byte order mark', safetensorsFile('\ufeff{}'), 'does not begin with {'],
  ['a header that is no JSON', safetensorsFile('{"a":'), 'is not JSON in UTF-8'],
  ['a header that is not UTF-8', safetensorsFileLatin1('{"\xff":1}'), 'is not JSON in UTF-8'],
  ['text after the header', safetensorsFile('{}x'), 'is not JSON in UTF-8'],
  ['deep nesting', safetensorsFile(`{"a":${'['.repeat(1_000_000)}`), 'nested more than 3 deep'],
  ['too many containers', safetensorsFile(`{"a":[${'{},'.repeat(400_000)}{}]}`), 'more than 100000 tensors'],
  ['too many keys', safetensorsFile(manyKeys(400_001)), 'more than 100000 tensors'],
  [
    'a tensor twice',
    safetensorsFile(`{"a":${JSON.stringify(good)},"a":${JSON.stringify(good)}}`, data),
    'occurs twice',
  ],
  [
    'a key of a tensor twice',
    safetensorsFile('{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}', data),
    'occurs twice',
  ],
  ['an empty name', safetensorsFile({ '': good }, data), 'has a name that is empty'],
  ['a name with a zero byte', safetensorsFile({ 'a\0': good }, data), 'not printable'],
  [
    'a name with half a character',
    safetensorsFile(`{"\\ud800":${JSON.stringify(good)}}`, data),
    'not printable',
  ],
  ['an endless name', safetensorsFile({ ['a'.repeat(1025)]: good }, data), 'too long'],
  ['a tensor that is a number', safetensorsFile({ a: 1 }, data), 'tensor "a" is not an object'],
  ['a tensor that is a list', safetensorsFile({ a: [] }, data), 'is not an object'],
  ['a tensor that is null', safetensorsFile({ a: null }, data), 'is not an object'],
  ['a missing key', safetensorsFile({ a: { dtype: 'F32', shape: [1] } }, data), 'has keys "dtype", "shape"'],
  ['a further key', safetensorsFile({ a: { ...good, b: 1 } }, data), 'has keys'],
  ['a dtype that is no text', safetensorsFile({ a: { ...good, dtype: 1 } }, data), 'has no dtype'],
  ['a shape that is no list', safetensorsFile({ a: { ...good, shape: 1 } }, data), 'no valid shape'],
  ['a negative length', safetensorsFile({ a: tensor([-1], 0, 4) }, data), 'no valid shape'],
  ['half a length', safetensorsFile({ a: tensor([0.5], 0, 4) }, data), 'no valid shape'],
  [
    'a length beyond 2^53',
    safetensorsFile('{"a":{"dtype":"F32","shape":[9007199254740993],"data_offsets":[0,4]}}', data),
    'no valid shape',
  ],
  ['too many axes', safetensorsFile({ a: tensor(new Array(17).fill(1), 0, 4) }, data), 'no valid shape'],
  [
    'a product that overflows',
    safetensorsFile({ a: tensor([2 ** 32, 2 ** 32, 0], 0, 0) }),
    'does not fill 0 bytes',
  ],
  [
    'a product that wraps in 64 bits',
    safetensorsFile({ a: tensor([2 ** 33, 2 ** 31], 0, 0) }),
    'does not fill',
  ],
  ['one offset', safetensorsFile({ a: { ...good, data_offsets: [0] } }, data), 'no valid data_offsets'],
  ['an end before its begin', safetensorsFile({ a: tensor([1], 4, 0) }, data), 'does not fill -4 bytes'],
  ['a shape that needs more bytes', safetensorsFile({ a: tensor([2], 0, 4) }, data), 'does not fill 4 bytes'],
  ['overlapping tensors', safetensorsFile({ a: good, b: good }, data), 'tensor b at 0 overlaps'],
  [
    'a hole between tensors',
    safetensorsFile({ a: good, b: tensor([1], 8, 12) }, new Uint8Array(12)),
    'leaves a hole',
  ],
  ['a hole at the start', safetensorsFile({ a: tensor([1], 4, 8) }, new Uint8Array(8)), 'leaves a hole'],
  [
    'bytes after the last tensor',
    safetensorsFile({ a: good }, new Uint8Array(5)),
    'bytes after its last tensor',
  ],
  [
    'cut data',
    safetensorsFile({ a: good }, new Uint8Array(3)),
    'is cut off: expected 4 bytes of data, got 3',
  ],
  ['a far offset', safetensorsFile({ a: tensor([1], 2 ** 52, 2 ** 52 + 4) }, data), 'leaves a hole'],
  [
    'metadata that is a list',
    safetensorsFile({ __metadata__: [] }),
    '__metadata__ is not a table of strings',
  ],
  ['metadata with a number', safetensorsFile({ __metadata__: { a: 1 } }), 'not a table of strings'],
  [
    'a Git LFS pointer',
    Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:00\n'),
    'git lfs pull',
  ],
]

describe('a wrong file gets a typed error', () => {
  test.each(hostile)('%s', async (_, file, problem) => {
    const error = await read(file).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(CheckpointCorruptError)
    expect((error as Error).message).toMatch(/^x\.safetensors: /)
    expect((error as Error).message).toContain(problem)
  })

  test('an unknown element type is unsupported, not corrupt', async () => {
    const file = safetensorsFile({ a: tensor([1], 0, 4, 'F4') }, data)
    await expect(read(file)).rejects.toThrow(CheckpointUnsupportedError)
    await expect(read(file)).rejects.toThrow('unknown element type "F4"')
  })

  test('a header at its limit that would parse into far more memory is refused before it is parsed', async () => {
    const file = safetensorsFile(`{"a":[${'{},'.repeat(8_300_000)}{}]}`)
    const before = process.memoryUsage()
    await expect(read(file)).rejects.toThrow(CheckpointCorruptError)
    const after = process.memoryUsage()
    // One copy of the header; parsed, it would be some 500 MB of objects.
    expect(after.heapUsed + after.external - before.heapUsed - before.external).toBeLessThan(2 * file.length)
  })
})

function withLength(length: bigint): Uint8Array {
  const file = new Uint8Array(100)
  new DataView(file.buffer).setBigUint64(0, length, true)
  return file
}

function safetensorsFileLatin1(json: string): Uint8Array {
  const file = new Uint8Array(8 + json.length)
  file[0] = json.length
  file.set(Buffer.from(json, 'latin1'), 8)
  return file
}

function manyKeys(count: number): string {
  return `{"__metadata__":{${Array.from({ length: count }, (_, i) => `"${i}":""`).join(',')}}}`
}
