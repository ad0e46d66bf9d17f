import type { ParameterRequest } from '../network/parameters.ts'
import { isReadableType } from './element-types.ts'
import { TensorAccount } from './tensor-account.ts'
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
  const account = new TensorAccount()
  const absentTables: string[] = []
  for (const { name, stored, computable } of expected) {
    const found = source.tensors.get(name)
    if (found) {
      const fits = account.requireShape(found, stored)
      if (fits && !isReadableType(found.dtype)) {
        account.missing(name, stored, 'expected floats')
        account.unexpected(found, `found ${found.dtype}`)
      }
    } else if (computable) absentTables.push(name)
    else account.missing(name, stored)
  }
  const names = new Set(expected.map(({ name }) => name))
  for (const stored of source.tensors.values()) {
    if (!names.has(stored.name) && !IGNORED.test(stored.name)) account.unexpected(stored)
  }
  account.settle(source.folder)
  return { absentTables }
}
