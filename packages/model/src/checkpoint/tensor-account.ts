import { CheckpointMismatchError, type MismatchedTensor } from './checkpoint-errors.ts'
import type { StoredTensor } from './types.ts'

/** Collects what is missing and what is unexpected, so that one error can list both sides. */
export class TensorAccount {
  readonly #missing: MismatchedTensor[] = []
  readonly #unexpected: MismatchedTensor[] = []

  missing(name: string, shape: readonly number[], problem?: string): void {
    this.#missing.push({ name, shape, ...(problem === undefined ? {} : { problem }) })
  }

  unexpected({ name, shape }: StoredTensor, problem?: string): void {
    this.#unexpected.push({ name, shape, ...(problem === undefined ? {} : { problem }) })
  }

  /** Notes a tensor on both sides unless it has the expected shape; says whether it has. */
  requireShape(found: StoredTensor, expected: readonly number[]): boolean {
    const { shape } = found
    if (shape.length === expected.length && shape.every((length, axis) => length === expected[axis]))
      return true
    this.missing(found.name, expected, 'expected this shape')
    this.unexpected(found, 'found this shape')
    return false
  }

  /** @throws {CheckpointMismatchError} if anything was noted. */
  settle(path: string, advice?: string): void {
    if (this.#missing.length + this.#unexpected.length === 0) return
    throw new CheckpointMismatchError(path, this.#missing, this.#unexpected, advice)
  }
}
