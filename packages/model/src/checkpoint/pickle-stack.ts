import { CheckpointCorruptError } from './checkpoint-errors.ts'
import type { PickleValue } from './pickle-value.ts'

const MAX_STACK = 1 << 16
const MAX_MEMO = 1 << 18

/** The stack, marks and memo of the pickle machine, bounded, and never read below what was put there. */
export class PickleStack {
  readonly #file: string
  readonly #values: PickleValue[] = []
  /** Heights of the stack at the open marks. */
  readonly #marks: number[] = []
  readonly #memo = new Map<number, PickleValue>()

  constructor(file: string) {
    this.#file = file
  }

  /** Throws unless everything was taken. */
  requireEmpty(): void {
    if (this.#values.length > 0 || this.#marks.length > 0) this.#fail('leaves values on its stack')
  }

  push(value: PickleValue): void {
    if (this.#values.length >= MAX_STACK) this.#fail('needs too deep a stack')
    this.#values.push(value)
  }

  mark(): void {
    if (this.#marks.length >= MAX_STACK) this.#fail('opens too many marks')
    this.#marks.push(this.#values.length)
  }

  top(): PickleValue {
    const value = this.pop()
    this.push(value)
    return value
  }

  pop(): PickleValue {
    return this.popMany(1)[0]!
  }

  /** The last `count` values, in the order in which they were pushed. */
  popMany(count: number): PickleValue[] {
    const floor = this.#marks.at(-1) ?? 0
    if (this.#values.length - floor < count) this.#fail('takes more from its stack than it put there')
    return this.#values.splice(this.#values.length - count)
  }

  popToMark(): PickleValue[] {
    const mark = this.#marks.pop()
    if (mark === undefined) this.#fail('closes a mark that it did not open')
    return this.#values.splice(mark)
  }

  remember(slot: number): void {
    if (this.#memo.size >= MAX_MEMO) this.#fail('remembers too many values')
    this.#memo.set(slot, this.top())
  }

  recall(slot: number): PickleValue {
    const value = this.#memo.get(slot)
    if (value === undefined) this.#fail(`recalls value ${slot}, which it never stored`)
    return value
  }

  #fail(problem: string): never {
    throw new CheckpointCorruptError(this.#file, `its pickle ${problem}`)
  }
}
