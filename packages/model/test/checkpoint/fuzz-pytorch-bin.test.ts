import { describe, expect, test } from 'vitest'
import { memoryBytes } from '../../src/checkpoint/byte-source.ts'
import { readPytorchBin } from '../../src/checkpoint/pytorch-bin.ts'
import { readTensor } from '../../src/checkpoint/read-tensor.ts'
import { readTorchPickle } from '../../src/checkpoint/torch-pickle.ts'
import { budgetedBytes } from './budgeted-bytes.ts'
import { fuzz, mutate } from './fuzz.ts'
import { floatStorage, op, pickleStateDict, torchEntries, writeTorchFile } from './torch-file.ts'
import { writeZip } from './zip-file.ts'

const FILES = 50_000
const ARCHIVES = 20_000
const PICKLES = 200_000

const storage = floatStorage('0', [1, 2, 3, 4, 5, 6])
const views = {
  'a.weight': { storage, shape: [2, 3], strides: [3, 1] },
  'a.turned': { storage, shape: [3, 2], strides: [1, 3], parameter: true },
  'a.bias': { storage, shape: [2], strides: [2], offset: 1 },
  'b.weight': { storage: floatStorage('1', [7]), shape: [], strides: [] },
}
const file = writeTorchFile(views)
const pickle = Uint8Array.from(pickleStateDict(views))

const tokens = [
  op.global('os', 'system'),
  op.global('builtins', 'eval'),
  op.global('collections', 'OrderedDict'),
  op.global('torch', 'LongStorage'),
  op.text('__proto__'),
  op.text('touch /tmp/never'),
  op.integer(2 ** 31),
  op.integer(2 ** 53 - 1),
  op.integer(-1),
  op.put(0),
  op.put(2 ** 32 - 1),
  op.get(0),
  op.mark,
  op.tuple,
  op.emptyTuple,
  op.dict,
  op.setItems,
  op.reduce,
  op.build,
  op.stop,
  [0x8a, 255],
  [0x58, 255, 255, 255, 255],
  [...Buffer.from('PK\x01\x02')],
  [...Buffer.from('PK\x05\x06')],
  [...Buffer.from('PK\x06\x07')],
  new Array<number>(8).fill(255),
].map((token) => Uint8Array.from(token))

async function readAll(bytes: Uint8Array): Promise<void> {
  // The reader sees the archive's end, its directory, a local header per entry and the pickle: each once.
  const { tensors } = await readPytorchBin(budgetedBytes(bytes, 4 * bytes.length))
  for (const [name, layout] of tensors) await readTensor(memoryBytes(bytes, 'fuzz.bin'), name, layout)
}

describe('damaged PyTorch files', () => {
  test(`${FILES} of them are read or refused with a typed error, within their own size`, async () => {
    const outcome = await fuzz(FILES, (random) => mutate(file, random, tokens), readAll)
    expect(outcome.refused).toBeGreaterThan(0)
    expect(outcome.accepted).toBeGreaterThan(0)
  })

  test(`so are ${ARCHIVES} whole archives with a damaged pickle, which no broken archive hides`, async () => {
    const make = (random: (below: number) => number) =>
      writeZip(torchEntries([...mutate(pickle, random, tokens)], [storage, views['b.weight'].storage]))
    const outcome = await fuzz(ARCHIVES, make, readAll)
    expect(outcome.refused).toBeGreaterThan(outcome.accepted)
    expect(outcome.accepted).toBeGreaterThan(0)
  })

  test(`${PICKLES} damaged pickles alone`, async () => {
    const outcome = await fuzz(
      PICKLES,
      (random) => mutate(pickle, random, tokens),
      (bytes) => void readTorchPickle(bytes, 'fuzz.pkl'),
    )
    expect(outcome.refused).toBeGreaterThan(outcome.accepted)
    expect(outcome.accepted).toBeGreaterThan(0)
  })
})
