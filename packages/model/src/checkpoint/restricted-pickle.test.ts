import { describe, expect, test } from 'vitest'
import { op } from '../../test/checkpoint/torch-file.ts'
import { CheckpointCorruptError, CheckpointUnsupportedError } from './checkpoint-errors.ts'
import type { PickleGlobal, PickleValue, PickleVocabulary } from './pickle-value.ts'
import { readRestrictedPickle } from './restricted-pickle.ts'

const known: PickleGlobal = { kind: 'global', name: 'a.known', call: (args) => [...args, 'called'] }
const ordered: PickleGlobal = {
  kind: 'global',
  name: 'a.ordered',
  call: () => ({ kind: 'dict', ordered: true }),
}
const uncallable: PickleGlobal = { kind: 'global', name: 'a.uncallable' }
const vocabulary: PickleVocabulary = {
  globals: new Map([known, ordered, uncallable].map((value) => [value.name, value])),
  persistent: (id) => ['persistent', id],
}

function read(...code: (readonly number[])[]): PickleValue {
  return readRestrictedPickle(Uint8Array.from([...op.start, ...code.flat(), ...op.stop]), vocabulary, 'x.pkl')
}

describe('data', () => {
  test('constants', () => {
    expect(read(op.none)).toBe(null)
    expect(read(op.false)).toBe(false)
    expect(read([0x88])).toBe(true)
    expect(read(op.text('größe'))).toBe('größe')
    for (const value of [0, 255, 256, 65535, 65536, -1, -(2 ** 31), 2 ** 31, 2 ** 53 - 1, 1 - 2 ** 53]) {
      expect(read(op.integer(value))).toBe(value)
    }
    expect(read([0x8a, 0])).toBe(0) // LONG1 without bytes is zero
    expect(read([0x8a, 1, 0xff])).toBe(-1)
  })

  test('tuples', () => {
    expect(read(op.emptyTuple)).toEqual([])
    expect(read(op.pack(op.none, op.pack(), op.text('a')))).toEqual([null, [], 'a'])
    expect(read(op.integer(1), [0x85])).toEqual([1])
    expect(read(op.integer(1), op.integer(2), [0x86])).toEqual([1, 2])
    expect(read(op.integer(1), op.integer(2), op.integer(3), [0x87])).toEqual([1, 2, 3])
  })

  test('dictionaries, with any key', () => {
    const value = read(
      op.dict,
      op.text('__proto__'),
      op.none,
      op.setItem,
      op.mark,
      op.text('b'),
      op.false,
      op.setItems,
    )
    const items = new Map<string, PickleValue>([
      ['__proto__', null],
      ['b', false],
    ])
    expect(value).toEqual({ kind: 'dict', ordered: false, items })
  })

  test('the memo, at sparse places too', () => {
    const far = op.put(2 ** 32 - 1)
    expect(read(op.text('a'), far, op.get(2 ** 32 - 1), [0x71, 7], [0x68, 7], [0x87])).toEqual([
      'a',
      'a',
      'a',
    ])
  })

  test('names, calls and persistent ids, as the vocabulary reads them', () => {
    expect(read(op.global('a', 'known'), op.pack(op.none), op.reduce)).toEqual([null, 'called'])
    expect(read(op.text('id'), op.persistentId)).toEqual(['persistent', 'id'])
  })

  test('attributes of an ordered dictionary are dropped', () => {
    const value = read(op.global('a', 'ordered'), op.emptyTuple, op.reduce, op.dict, op.build)
    expect(value).toEqual({ kind: 'dict', ordered: true })
  })
})

describe('what is more than data is refused and named', () => {
  const call = (module: string, name: string) => [
    op.global(module, name),
    op.pack(op.text('true')),
    op.reduce,
  ]
  test.each<[string, (readonly number[])[], string]>([
    ['a system call', call('os', 'system'), 'names "os.system"'],
    ['the same under its other name', call('posix', 'system'), 'names "posix.system"'],
    ['eval', call('builtins', 'eval'), 'names "builtins.eval"'],
    ['an attribute of the prototype', call('__proto__', 'constructor'), 'names "__proto__.constructor"'],
    ['a name that only joins to a known one', call('', 'a.known'), 'names ".a.known"'],
    ['a name with a trick in it', call('a', 'known\r'), 'names "a.known\\r"'],
    ['a call of a mere name', call('a', 'uncallable'), 'calls a.uncallable'],
    ['attributes of something else', [op.dict, op.dict, op.build], 'sets attributes of an object'],
    ['STACK_GLOBAL', [op.text('os'), op.text('system'), [0x93]], 'opcode 0x93'],
    ['INST', [op.mark, [0x69, ...Buffer.from('os\nsystem\n')]], 'opcode 0x69'],
    ['OBJ', [op.mark, [0x6f]], 'opcode 0x6f'],
    ['NEWOBJ', [op.global('a', 'known'), op.emptyTuple, [0x81]], 'opcode 0x81'],
    ['EXT1', [[0x82, 1]], 'opcode 0x82'],
    ['PERSID', [[0x50, 0x61, 0x0a]], 'opcode 0x50'],
    ['LONG4', [[0x8b, 0xff, 0xff, 0xff, 0x7f]], 'opcode 0x8b'],
    ['a second PROTO', [op.start, op.none], 'opcode 0x80'],
  ])('%s', (_, code, problem) => {
    expect(() => read(...code)).toThrow(CheckpointUnsupportedError)
    expect(() => read(...code)).toThrow(problem)
  })

  test('every opcode outside of the list', () => {
    const allowed = '284e88894b4d4a8a582985868774' + '7d7375717268' + '6a63515262' + '2e'
    const listed = new Set(Buffer.from(allowed, 'hex'))
    for (let opcode = 0; opcode < 256; opcode++) {
      if (listed.has(opcode)) continue
      expect(() => read([opcode])).toThrow(`opcode 0x${opcode.toString(16).padStart(2, '0')}`)
    }
  })

  test('another protocol', () => {
    for (const start of [
      [0x80, 4],
      [0x80, 0],
      [0x28, 0x2e],
    ]) {
      const pickle = Uint8Array.from([...start, ...op.none, ...op.stop])
      expect(() => readRestrictedPickle(pickle, vocabulary, 'x.pkl')).toThrow('not of protocol 2')
    }
  })
})

describe('what does not add up is corrupt', () => {
  test.each<[string, (readonly number[])[], string]>([
    ['an empty stack', [], 'takes more from its stack'],
    ['a value left over', [op.none, op.none], 'leaves values'],
    ['a mark left over', [op.none, op.mark], 'takes more from its stack'],
    ['a tuple without a mark', [op.tuple], 'closes a mark'],
    ['a value from below a mark', [op.none, op.mark, [0x85]], 'takes more from its stack'],
    ['an unknown memo', [op.get(3)], 'recalls value 3'],
    ['a call of a value', [op.none, op.emptyTuple, op.reduce], 'calls something'],
    ['a call with a value', [op.global('a', 'known'), op.none, op.reduce], 'calls something'],
    ['items of a tuple', [op.emptyTuple, op.none, op.none, op.setItem], 'sets items of something'],
    ['a key without a value', [op.dict, op.mark, op.text('a'), op.setItems], 'sets items of something'],
    ['a number for a key', [op.dict, op.none, op.none, op.setItem], 'key that is not a string'],
    [
      'a key twice',
      [op.dict, ...[1, 2].flatMap(() => [op.text('a'), op.none, op.setItem])],
      'sets "a" twice',
    ],
    ['an integer beyond 2^53', [[0x8a, 8, 0, 0, 0, 0, 0, 0, 0, 0x40]], 'integer that is too large'],
    ['an integer of 255 bytes', [[0x8a, 255], new Array<number>(255).fill(1)], 'integer that is too large'],
    ['text that is not UTF-8', [[0x58, 1, 0, 0, 0, 0xff]], 'not UTF-8'],
    ['text of 4 GB', [[0x58, 255, 255, 255, 255]], 'ends too early'],
    ['a name without an end', [[0x63, ...new Array<number>(1000).fill(0x61)]], 'name without an end'],
    ['a deep stack', [new Array<number>(70_000).fill(0x4e)], 'too deep a stack'],
    ['many marks', [new Array<number>(70_000).fill(0x28)], 'too many marks'],
    [
      'a large memo',
      [op.none, Array.from({ length: 300_000 }, (_, i) => op.put(i)).flat()],
      'remembers too many',
    ],
  ])('%s', (_, code, problem) => {
    expect(() => read(...code)).toThrow(CheckpointCorruptError)
    expect(() => read(...code)).toThrow(problem)
  })

  test('every beginning of a good pickle', () => {
    const whole = [...op.start, ...op.dict, ...op.put(0), ...op.mark, ...op.text('a'), ...op.integer(70_000)]
    whole.push(...op.setItems, ...op.stop)
    for (let end = 0; end < whole.length; end++) {
      const cut = Uint8Array.from(whole.slice(0, end))
      expect(() => readRestrictedPickle(cut, vocabulary, 'x.pkl')).toThrow(CheckpointCorruptError)
    }
  })
})

test('a pickle of empty dictionaries costs a small multiple of its own length', () => {
  const pickle = Uint8Array.from([...op.start, ...new Array<number>(4 << 20).fill(0x7d), ...op.stop])
  const before = process.memoryUsage().heapUsed
  expect(() => readRestrictedPickle(pickle, vocabulary, 'x.pkl')).toThrow('too deep a stack')
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(10 * pickle.length)
})
