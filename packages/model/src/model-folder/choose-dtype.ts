import { totalmem } from 'node:os'
import type { ModelDtype } from './manifest.ts'

/** How matrices are to be stored; `auto` lets the size of the network and of the memory decide. */
export type DtypeChoice = ModelDtype | 'auto'

/** Memory that this process may use, in bytes: the machine's, or the limit of its container if that is lower. */
export function machineMemory(): number {
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}

/**
 * What `auto` stands for: `q4` when the weights in float32, four bytes each, would take more than half of the memory,
 * else `fp32`. The rule looks at nothing else, so that a score does not depend on what was converted before.
 */
export function chooseDtype(parameters: number, memoryBytes: number = machineMemory()): ModelDtype {
  return 4 * parameters > memoryBytes / 2 ? 'q4' : 'fp32'
}
