import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { budgetedBytes } from '../../test/checkpoint/budgeted-bytes.ts'
import { sparseBytes } from '../../test/checkpoint/sparse-bytes.ts'
import {
  type FixtureStorage,
  type FixtureView,
  floatStorage,
  layOutTorchFile,
  op,
  pickleStateDict,
  pickleView,
  torchEntries,
  writeTorchFile,
} from '../../test/checkpoint/torch-file.ts'
import { writeZip, type ZipContent } from '../../test/checkpoint/zip-file.ts'
import { memoryBytes } from './byte-source.ts'
import { CheckpointCorruptError, CheckpointUnsupportedError } from './checkpoint-errors.ts'
import { readPytorchBin } from './pytorch-bin.ts'
import { readTensor } from './read-tensor.ts'
import { rowMajorStrides } from './tensor-layout.ts'

async function valuesOf(file: Uint8Array, name: string): Promise<number[]> {
  const bytes = memoryBytes(file, 'x.bin')
  const { tensors } = await readPytorchBin(bytes)
  return [...(await readTensor(bytes, name, tensors.get(name)!))]
}

const six = floatStorage('0', [1, 2, 3, 4, 5, 6])
const view = (shape: number[], strides: number[], offset = 0): FixtureView => ({
  storage: six,
  shape,
  strides,
  offset,
})

describe('a correct file', () => {
  test('holds views with offsets and strides that share a storage', async () => {
    const file = writeTorchFile({
      whole: view([2, 3], [3, 1]),
      turned: view([3, 2], [1, 3]),
      column: view([2], [3], 1),
      scalar: view([], [], 5),
      empty: view([0, 3], [3, 1], 6),
      parameter: { ...view([6], [1]), parameter: true },
      other: { storage: floatStorage('1', [9]), shape: [1], strides: [1] },
    })
    expect(await valuesOf(file, 'whole')).toEqual([1, 2, 3, 4, 5, 6])
    expect(await valuesOf(file, 'turned')).toEqual([1, 4, 2, 5, 3, 6])
    expect(await valuesOf(file, 'column')).toEqual([2, 5])
    expect(await valuesOf(file, 'scalar')).toEqual([6])
    expect(await valuesOf(file, 'empty')).toEqual([])
    expect(await valuesOf(file, 'parameter')).toEqual([1, 2, 3, 4, 5, 6])
    expect(await valuesOf(file, 'other')).toEqual([9])
  })

  test('gives back any tensors that were written', async () => {
    const shapes = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(
          fc.tuple(
            fc.string({ minLength: 1 }).map((name) => `w.${escape(name)}`),
            shapes,
          ),
          { maxLength: 5, selector: ([name]) => name },
        ),
        async (tensors) => {
          const views: Record<string, FixtureView> = {}
          for (const [index, [name, shape]] of tensors.entries()) {
            const count = shape.reduce((product, length) => product * length, 1)
            const storage = floatStorage(
              String(index),
              Array.from({ length: count }, (_, i) => i + index / 8),
            )
            views[name] = { storage, shape, strides: rowMajorStrides(shape) }
          }
          const file = writeTorchFile(views)
          for (const [name, { storage }] of Object.entries(views)) {
            const expected = [...new Float32Array(storage.bytes!.slice().buffer)]
            expect(await valuesOf(file, name)).toEqual(expected)
          }
        },
      ),
    )
  })

  test.each<[string, Uint8Array<ArrayBuffer>, string, number[]]>([
    ['HalfStorage', new Uint8Array(Uint16Array.of(0x3c00, 0xc000).buffer), 'F16', [1, -2]],
    ['BFloat16Storage', new Uint8Array(Uint16Array.of(0x3f80, 0xc000).buffer), 'BF16', [1, -2]],
    ['DoubleStorage', new Uint8Array(Float64Array.of(1, -2).buffer), 'F64', [1, -2]],
  ])('may have a %s', async (type, bytes, dtype, values) => {
    const file = writeTorchFile({
      w: { storage: { key: '0', type, elements: 2, bytes }, shape: [2], strides: [1] },
    })
    expect((await readPytorchBin(memoryBytes(file, 'x'))).tensors.get('w')!.dtype).toBe(dtype)
    expect(await valuesOf(file, 'w')).toEqual(values)
  })

  test('may be an ordered dictionary with attributes, as a module gives its state', async () => {
    const pickle = [
      ...op.start,
      ...op.global('collections', 'OrderedDict'),
      ...op.emptyTuple,
      ...op.reduce,
      ...op.mark,
      ...op.text('w'),
      ...pickleView(view([6], [1])),
      ...op.setItems,
      ...op.dict,
      ...op.text('_metadata'),
      ...op.dict,
      ...op.setItem,
      ...op.build,
      ...op.stop,
    ]
    expect(await valuesOf(writeZip(torchEntries(pickle, [six])), 'w')).toEqual([1, 2, 3, 4, 5, 6])
  })

  test('may be empty, and may state its byte order', async () => {
    const entries = [
      ...torchEntries(pickleStateDict({}), []),
      { name: 'archive/byteorder', bytes: Buffer.from('little') },
    ]
    const { tensors } = await readPytorchBin(memoryBytes(writeZip(entries), 'x'))
    expect(tensors.size).toBe(0)
  })

  test('may be larger than 4 GB', async () => {
    const large: FixtureStorage = { key: '0', type: 'FloatStorage', elements: 1_500_000_000 }
    const far = floatStorage('1', [3, 4])
    const { size, segments } = layOutTorchFile({
      inside: { storage: large, shape: [2], strides: [1], offset: 1_499_999_998 },
      behind: { storage: far, shape: [2], strides: [1] },
    })
    expect(size).toBeGreaterThan(6_000_000_000)
    const inLarge = segments.find(({ bytes }) => Buffer.from(bytes).includes('archive/data/0'))!
    const end = inLarge.position + inLarge.bytes.length + 6_000_000_000
    const mark = { position: end - 4, bytes: new Uint8Array(Float32Array.of(7).buffer) }
    const source = sparseBytes(size, [...segments, mark])
    const { tensors } = await readPytorchBin(source)
    expect([...(await readTensor(source, 'inside', tensors.get('inside')!))]).toEqual([0, 7])
    expect([...(await readTensor(source, 'behind', tensors.get('behind')!))]).toEqual([3, 4])
  })
})

const good = writeTorchFile({ w: view([6], [1]) })
const withView = (changed: Partial<FixtureView>) => writeTorchFile({ w: { ...view([6], [1]), ...changed } })
const withPickle = (...code: (readonly number[])[]) =>
  writeZip(torchEntries([...op.start, ...code.flat(), ...op.stop], [six]))
const withEntries = (change: (entries: ZipContent[]) => ZipContent[]) =>
  writeZip(change(torchEntries(pickleStateDict({ w: view([6], [1]) }), [six])))
const rebuild = op.global('torch._utils', '_rebuild_tensor_v2')

const corrupt: [string, Uint8Array, string][] = [
  ['an empty file', new Uint8Array(), 'no zip archive'],
  ['text', Buffer.from('hello, I am no checkpoint'), 'no zip archive'],
  ['a Git LFS pointer', Buffer.from('version https://git-lfs.github.com/spec/v1\n'), 'git lfs pull'],
  ['a cut archive', good.subarray(0, -30), 'not a whole zip archive'],
  [
    'an archive that lost its middle',
    Buffer.concat([good.subarray(0, 100), good.subarray(120)]),
    'not a whole zip archive',
  ],
  ['no pickle', withEntries((entries) => entries.slice(1)), 'expected one data.pkl in the archive, got 0'],
  ['two pickles', withEntries((entries) => [...entries, { ...entries[0]!, name: 'b/data.pkl' }]), 'got 2'],
  [
    'an entry twice',
    withEntries((entries) => [...entries, entries[2]!]),
    'two entries called "archive/version"',
  ],
  [
    'an entry above its folder',
    withEntries((entries) => [...entries, { name: '../evil' }]),
    'invalid relative path',
  ],
  ['entries that overlap', overlapping(), 'overlaps the one before it'],
  [
    'a missing storage',
    withEntries((entries) => entries.filter(({ name }) => !name.endsWith('/0'))),
    'has no storage "0" for "w"',
  ],
  [
    'a storage of another length',
    withView({ storage: { ...six, elements: 7 } }),
    'needs a storage of 7 × 4 bytes, but it has 24',
  ],
  [
    'a storage of 2^53 elements',
    withView({ storage: { ...six, elements: 2 ** 53 - 1 } }),
    'needs a storage of 9007199254740991',
  ],
  ['a view past the end', withView({ offset: 1 }), 'reaches element 6 of a storage of 6'],
  ['strides past the end', withView({ shape: [2], strides: [6] }), 'reaches element 6'],
  ['strides that wrap', withView({ shape: [2], strides: [2 ** 53 - 1] }), 'reaches element 9007199254740991'],
  ['an offset past the end of nothing', withView({ shape: [0], offset: 7 }), 'reaches element'],
  ['a negative offset', withView({ offset: -1 }), 'describes a tensor in an unknown way'],
  ['a negative stride', withView({ strides: [-1], offset: 5 }), 'describes a tensor in an unknown way'],
  ['more shape than strides', withView({ shape: [6, 1] }), 'describes a tensor in an unknown way'],
  [
    'a billion elements of one (stride 0)',
    withView({ shape: [10 ** 9], strides: [0] }),
    'has more elements than its storage',
  ],
  [
    'a shape that overflows',
    withView({ shape: [2 ** 40, 2 ** 40], strides: [0, 0] }),
    'has more elements than its storage',
  ],
  [
    'too many axes',
    withView({ shape: new Array(17).fill(1), strides: new Array(17).fill(1) }),
    'has 17 axes',
  ],
  ['a name that cannot be printed', writeTorchFile({ 'a\0': view([6], [1]) }), 'not printable'],
  [
    'a tensor without arguments',
    withPickle(rebuild, op.emptyTuple, op.reduce),
    'describes a tensor in an unknown way',
  ],
  [
    'a tensor of a number',
    withPickle(rebuild, op.pack(op.integer(1)), op.reduce),
    'describes a tensor in an unknown way',
  ],
  [
    'a parameter of a number',
    withPickle(
      op.global('torch._utils', '_rebuild_parameter'),
      op.pack(op.none, op.none, op.none),
      op.reduce,
    ),
    'describes a parameter in an unknown way',
  ],
  [
    'a persistent id of another kind',
    withPickle(op.text('module'), op.persistentId),
    'has an unknown persistent id',
  ],
  [
    'a filled OrderedDict',
    withPickle(op.global('collections', 'OrderedDict'), op.pack(op.none), op.reduce),
    'fills an OrderedDict',
  ],
]

const unsupported: [string, Uint8Array, string][] = [
  [
    'the format before PyTorch 1.6',
    Uint8Array.of(0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46),
    'PyTorch before 1.6',
  ],
  [
    'a system call',
    withPickle(op.global('os', 'system'), op.pack(op.text('true')), op.reduce),
    'names "os.system"',
  ],
  [
    'a call of a storage type',
    withPickle(op.global('torch', 'FloatStorage'), op.emptyTuple, op.reduce),
    'calls torch.FloatStorage',
  ],
  [
    'a storage type we do not know',
    withView({ storage: { ...six, type: 'QInt8Storage' } }),
    'names "torch.QInt8Storage"',
  ],
  [
    'a whole training state',
    withPickle(op.dict, op.text('epoch'), op.integer(3), op.setItem),
    '"epoch" is something else',
  ],
  ['a tensor alone', withPickle(pickleView(view([6], [1]))), 'expected a dictionary of tensors'],
  [
    'big-endian tensors',
    withEntries((entries) => [...entries, { name: 'archive/byteorder', bytes: Buffer.from('big') }]),
    'another byte order',
  ],
  [
    'a byte order of 5 GB',
    withEntries((entries) => [...entries, { name: 'archive/byteorder', bytes: new Uint8Array(100) }]),
    'another byte order',
  ],
  [
    'a compressed entry',
    withEntries(([first, ...rest]) => [{ ...first!, method: 8 }, ...rest]),
    'compressed or encrypted',
  ],
  [
    'a pickle beyond all measure',
    withEntries(([first, ...rest]) => [{ ...first!, bytes: new Uint8Array((4 << 20) + 1) }, ...rest]),
    'expected at most 4194304',
  ],
]

describe('a wrong file gets a typed error', () => {
  const cases = [
    ...corrupt.map((entry) => [...entry, CheckpointCorruptError] as const),
    ...unsupported.map((entry) => [...entry, CheckpointUnsupportedError] as const),
  ]
  test.each(cases)('%s', async (_, file, problem, type) => {
    const error = await readPytorchBin(budgetedBytes(file, 4 * file.length + 64, 'x.bin')).catch(
      (e: unknown) => e,
    )
    expect(error).toBeInstanceOf(type)
    expect((error as Error).message).toMatch(/^x\.bin: /)
    expect((error as Error).message).toContain(problem)
  })
})

/** Two entries whose second local header lies inside the bytes of the first. */
function overlapping(): Uint8Array {
  const inner = writeZip([{ name: 'archive/inner', bytes: new Uint8Array(4) }])
  const file = writeZip([
    { name: 'archive/outer', bytes: inner },
    { name: 'archive/inner', bytes: new Uint8Array(4) },
  ])
  const place = Buffer.from(file).lastIndexOf('PK\x01\x02')
  new DataView(file.buffer).setUint32(place + 42, 30 + 'archive/outer'.length, true)
  return file
}
