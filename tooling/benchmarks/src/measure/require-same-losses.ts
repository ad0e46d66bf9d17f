import type { Blocks } from './blocks.ts'

/** Float32 sums in another order, a few steps apart: beyond this the two do not train the same thing. */
export const LOSS_TOLERANCE = 1e-3

/**
 * Correctness before speed: the same weights and the same batch must have given the same losses, step by step.
 *
 * @returns the largest relative difference.
 * @throws {Error} if a step differs by more than the tolerance, or if the losses stood still.
 */
export function requireSameLosses(ours: Blocks, rival: Blocks): number {
  const [own, theirs] = [lossesOf(ours), lossesOf(rival)]
  if (own.length !== theirs.length) {
    throw new Error(`expected as many steps on both sides, got ${own.length} and ${theirs.length}`)
  }
  const differences = own.map((loss, i) => Math.abs(loss - theirs[i]!) / Math.abs(theirs[i]!))
  const step = differences.findIndex((difference) => !(difference <= LOSS_TOLERANCE))
  if (step !== -1) {
    throw new Error(
      `the losses differ at step ${step}: ours ${own[step]}, PyTorch's ${theirs[step]}; expected ${LOSS_TOLERANCE} relative at most`,
    )
  }
  // Were no update made, equal losses would say nothing of the gradients.
  const moved = Math.abs(theirs.at(-1)! - theirs[0]!) / Math.abs(theirs[0]!)
  if (moved < 10 * LOSS_TOLERANCE) {
    throw new Error(
      `expected the loss to move, got ${theirs[0]} at the first step and ${theirs.at(-1)} at the last`,
    )
  }
  return Math.max(...differences)
}

function lossesOf({ warmUp, measured }: Blocks): number[] {
  return [warmUp, ...measured].flatMap(({ losses }) => losses)
}
