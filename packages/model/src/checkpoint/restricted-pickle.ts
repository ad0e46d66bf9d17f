import { CheckpointCorruptError, CheckpointUnsupportedError } from './checkpoint-errors.ts'
import { quote } from './names.ts'
import { PickleCursor } from './pickle-cursor.ts'
import { PickleStack } from './pickle-stack.ts'
import { isPickleKind, type PickleValue, type PickleVocabulary } from './pickle-value.ts'

/**
 * Reads a protocol 2 pickle made of plain data. It executes nothing: the only opcodes it knows push
 * constants, build tuples and dictionaries, and look names up in a fixed vocabulary. Time is linear in the
 * length of the pickle, and stack and memo are bounded.
 *
 * @throws {CheckpointUnsupportedError} for an opcode, global or call outside the allow-list, named in the message.
 * @throws {CheckpointCorruptError} if the pickle is cut off or its stack does not add up.
 */
export function readRestrictedPickle(
  pickle: Uint8Array,
  vocabulary: PickleVocabulary,
  file: string,
): PickleValue {
  const machine: Machine = {
    cursor: new PickleCursor(pickle, file),
    stack: new PickleStack(file),
    vocabulary,
    corrupt: (problem) => new CheckpointCorruptError(file, `its pickle ${problem}`),
    refused: (problem) =>
      new CheckpointUnsupportedError(file, `its pickle ${problem}`, {
        advice: 'It was refused unread. Use safetensors, or a .bin that holds nothing but a state dict.',
      }),
  }
  const { cursor, stack, refused } = machine
  if (cursor.byte() !== PROTO || cursor.byte() !== 2) throw refused('is not of protocol 2')
  for (;;) {
    const opcode = cursor.byte()
    if (opcode === STOP) break
    const run = opcodes.get(opcode)
    if (!run) throw refused(`uses opcode 0x${opcode.toString(16).padStart(2, '0')}`)
    run(machine)
  }
  const value = stack.pop()
  stack.requireEmpty()
  return value
}

interface Machine {
  readonly cursor: PickleCursor
  readonly stack: PickleStack
  readonly vocabulary: PickleVocabulary
  /** The error of a malformed pickle. */
  readonly corrupt: (problem: string) => CheckpointCorruptError
  /** The error of a pickle that may be well formed, but does more than hold data. */
  readonly refused: (problem: string) => CheckpointUnsupportedError
}

const PROTO = 0x80
const STOP = 0x2e

/** Shared by all empty tuples. */
const EMPTY: readonly PickleValue[] = []

/** The allow-list: what `torch.save` writes for a state dict, and nothing else. */
const opcodes: ReadonlyMap<number, (machine: Machine) => void> = new Map<number, (machine: Machine) => void>([
  /* NONE        */ [0x4e, ({ stack }) => stack.push(null)],
  /* NEWTRUE     */ [0x88, ({ stack }) => stack.push(true)],
  /* NEWFALSE    */ [0x89, ({ stack }) => stack.push(false)],
  /* BININT1     */ [0x4b, ({ stack, cursor }) => stack.push(cursor.byte())],
  /* BININT2     */ [0x4d, ({ stack, cursor }) => stack.push(cursor.uint16())],
  /* BININT      */ [0x4a, ({ stack, cursor }) => stack.push(cursor.int32())],
  /* LONG1       */ [0x8a, ({ stack, cursor }) => stack.push(cursor.long(cursor.byte()))],
  /* BINUNICODE  */ [0x58, ({ stack, cursor }) => stack.push(cursor.text(cursor.uint32()))],
  /* MARK        */ [0x28, ({ stack }) => stack.mark()],
  /* EMPTY_TUPLE */ [0x29, ({ stack }) => stack.push(EMPTY)],
  /* TUPLE1      */ [0x85, ({ stack }) => stack.push(stack.popMany(1))],
  /* TUPLE2      */ [0x86, ({ stack }) => stack.push(stack.popMany(2))],
  /* TUPLE3      */ [0x87, ({ stack }) => stack.push(stack.popMany(3))],
  /* TUPLE       */ [0x74, ({ stack }) => stack.push(stack.popToMark())],
  /* EMPTY_DICT  */ [0x7d, ({ stack }) => stack.push({ kind: 'dict', ordered: false })],
  /* SETITEM     */ [0x73, (machine) => setItems(machine, machine.stack.popMany(2))],
  /* SETITEMS    */ [0x75, (machine) => setItems(machine, machine.stack.popToMark())],
  /* BINPUT      */ [0x71, ({ stack, cursor }) => stack.remember(cursor.byte())],
  /* LONG_BINPUT */ [0x72, ({ stack, cursor }) => stack.remember(cursor.uint32())],
  /* BINGET      */ [0x68, ({ stack, cursor }) => stack.push(stack.recall(cursor.byte()))],
  /* LONG_BINGET */ [0x6a, ({ stack, cursor }) => stack.push(stack.recall(cursor.uint32()))],
  /* GLOBAL      */ [0x63, lookUpGlobal],
  /* BINPERSID   */ [0x51, ({ stack, vocabulary }) => stack.push(vocabulary.persistent(stack.pop()))],
  /* REDUCE      */ [0x52, call],
  /* BUILD       */ [0x62, dropAttributes],
])

function lookUpGlobal({ cursor, stack, vocabulary, refused }: Machine): void {
  const name = `${cursor.line()}.${cursor.line()}`
  const known = vocabulary.globals.get(name)
  if (!known) throw refused(`names ${quote(name)}`)
  stack.push(known)
}

function call({ stack, corrupt, refused }: Machine): void {
  const [callee, args] = stack.popMany(2)
  if (!isPickleKind(callee, 'global') || !Array.isArray(args))
    throw corrupt('calls something that is not a function')
  if (!callee.call) throw refused(`calls ${callee.name}`)
  stack.push(callee.call(args))
}

/** Modules attach version numbers to their ordered dictionary. Nothing else may have attributes. */
function dropAttributes({ stack, refused }: Machine): void {
  const [target] = stack.popMany(2)
  if (!isPickleKind(target, 'dict') || !target.ordered) throw refused('sets attributes of an object')
  stack.push(target)
}

function setItems({ stack, corrupt }: Machine, items: readonly PickleValue[]): void {
  const target = stack.top()
  if (!isPickleKind(target, 'dict') || items.length % 2 !== 0)
    throw corrupt('sets items of something unknown')
  target.items ??= new Map()
  for (let i = 0; i < items.length; i += 2) {
    const key = items[i]
    if (typeof key !== 'string') throw corrupt('has a dictionary key that is not a string')
    if (target.items.has(key)) throw corrupt(`sets ${quote(key)} twice`)
    target.items.set(key, items[i + 1]!)
  }
}
