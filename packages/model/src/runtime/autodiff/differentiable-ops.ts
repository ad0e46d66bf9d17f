import { withCompositeOps } from '../composite-ops.ts'
import type { Ops, PrimitiveOps } from '../ops.ts'
import { elementwiseRules } from './elementwise-rules.ts'
import { fusedRules } from './fused-rules.ts'
import { matrixRules } from './matrix-rules.ts'
import { reductionRules } from './reduction-rules.ts'
import { shapeRules } from './shape-rules.ts'
import type { Tape, Tracked } from './tape.ts'

/**
 * An interpreter that computes with another one and records on a tape how to go back. The gradient rules are
 * written in the same algebra, so the gradient of a graph is more graph, and that of numbers is numbers.
 * Shapes must be known.
 */
export function differentiableOps<T>(ops: Ops<T>, tape: Tape<T>): Ops<Tracked<T>> {
  const primitives: PrimitiveOps<Tracked<T>> = {
    ...elementwiseRules(ops, tape),
    ...reductionRules(ops, tape),
    ...matrixRules(ops, tape),
    ...shapeRules(ops, tape),
  }
  return { ...withCompositeOps(primitives), ...fusedRules(ops, tape) }
}
