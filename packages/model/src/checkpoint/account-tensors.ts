import type { ParameterRequest } from '../network/parameters.ts'
import { CheckpointMismatchError, type MismatchedTensor } from './checkpoint-errors.ts'
import { isReadableType } from './element-types.ts'
import type { TensorSource } from './types.ts'

/** Rotary frequencies, which older base checkpoints store and the network computes. */
const IGNORED = /^model\.layers\.\d+\.self_attn\.rotary_emb\.inv_freq$/

/**
 * Compares the tensors of a checkpoint with those of the network, one by one. Two departures are known and
 * allowed: the fixed position tables of the abstractor may be absent, and rotary frequencies may be present.
 * Everything else must be there, of the stored shape and of a float type, and nothing more.
 *
 * @param expected - all that the network asks for; see `listParameters`.
 * @returns the names of the position tables that the checkpoint leaves to be computed.
 * @throws {CheckpointMismatchError} with both lists, missing and unexpected.
 */
export function accountTensors(
  source: Pick<TensorSource, 'tensors'> & { readonly folder: string },
  expected: readonly ParameterRequest[],
): { absentTables: string[] } {
  const missing: MismatchedTensor[] = []
  const unexpected: MismatchedTensor[] = []
  const absentTables: string[] = []

  for (const { name, stored, computable } of expected) {
    const found = source.tensors.get(name)
    if (!found) {
      if (computable) absentTables.push(name)
      else missing.push({ name, shape: stored })
    } else if (!haveSameShape(found.shape, stored)) {
      missing.push({ name, shape: stored, problem: 'expected this shape' })
      unexpected.push({ name, shape: found.shape, problem: 'found this shape' })
    } else if (!isReadableType(found.dtype)) {
      missing.push({ name, shape: stored, problem: 'expected floats' })
      unexpected.push({ name, shape: found.shape, problem: `found ${found.dtype}` })
    }
  }
  const names = new Set(expected.map(({ name }) => name))
  for (const { name, shape } of source.tensors.values()) {
    if (!names.has(name) && !IGNORED.test(name)) unexpected.push({ name, shape })
  }
  if (missing.length + unexpected.length > 0) {
    throw new CheckpointMismatchError(source.folder, missing, unexpected)
  }
  return { absentTables }
}

function haveSameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis])
}
