import { CheckpointUnsupportedError } from '../../checkpoint/checkpoint-errors.ts'
import { narrowElements } from '../../checkpoint/narrow-elements.ts'

/** From here on a number rounds to infinity in float16. */
const TOO_LARGE = 65_520

/**
 * The bytes of a weight in float16, rounded to the nearest value: a relative error of at most 2^-11 for magnitudes from
 * 6e-5, an absolute one of at most 2^-25 below.
 *
 * @param tensor - what to call it in the error.
 * @throws {CheckpointUnsupportedError} if a finite value is beyond the largest of float16, 65504.
 */
export function halfPrecision(values: Float32Array, tensor: string): Uint8Array {
  const beyond = values.find((value) => Math.abs(value) >= TOO_LARGE && Number.isFinite(value))
  if (beyond !== undefined) {
    throw new CheckpointUnsupportedError(
      tensor,
      `holds ${beyond}, and the largest number of float16 is 65504`,
      { advice: 'Convert the checkpoint with dtype fp32.' },
    )
  }
  return narrowElements(values, 'F16')
}
