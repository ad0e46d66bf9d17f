import { CheckpointUnsupportedError } from '../../checkpoint/checkpoint-errors.ts'
import { narrowElements } from '../../checkpoint/narrow-elements.ts'

/** From here on a number rounds to infinity in float16. */
const TOO_LARGE = 65_520

/**
 * The bytes of a weight in float16, rounded to the nearest value: a relative error of at most 2^-11 for magnitudes from
 * 6e-5, an absolute one of at most 2^-25 below.
 *
 * @param values - finite.
 * @param tensor - what to call it in the error.
 * @throws {CheckpointUnsupportedError} if a value is beyond the largest of float16, 65504.
 */
export function halfPrecision(values: Float32Array, tensor: string): Uint8Array {
  for (let i = 0; i < values.length; i++) {
    if (Math.abs(values[i]!) < TOO_LARGE) continue
    throw new CheckpointUnsupportedError(
      tensor,
      `holds ${values[i]}, and the largest number of float16 is 65504`,
      { advice: 'Convert the checkpoint with dtype fp32.' },
    )
  }
  return narrowElements(values, 'F16')
}
