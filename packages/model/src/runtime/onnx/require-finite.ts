import { CheckpointCorruptError } from '../../checkpoint/checkpoint-errors.ts'

/**
 * The values, if all are finite. Rounded to few bits a `NaN` would be some number, and the scores plausible.
 *
 * @param tensor - what to call it in the error.
 * @throws {CheckpointCorruptError} for the first that is not.
 */
export function requireFinite(values: Float32Array, tensor: string): Float32Array {
  // A loop takes an eighth of the time of `find`, and there are billions of numbers.
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue
    throw new CheckpointCorruptError(
      tensor,
      `expected finite numbers, got ${values[i]} as number ${i + 1} of ${values.length}`,
      { advice: 'Fetch the checkpoint again; if it is the same, take one from before its training broke.' },
    )
  }
  return values
}
