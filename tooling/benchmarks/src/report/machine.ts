import { availableParallelism, cpus, loadavg } from 'node:os'
import { runtimeVersions } from '@deqa/model'
import type { Torch } from '../torch/find-torch.ts'

/** Where and on what a measurement was made. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  /** Running tasks over the last minute, before the measurement: above 0.5 on 2 cores, take the figures with care. */
  readonly load: number
  readonly node: string
  readonly onnxruntime: string
  readonly torch: string | null
  readonly blas: string | null
}

export function describeMachine(torch: Torch | undefined): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    load: loadavg()[0]!,
    node: process.versions.node,
    onnxruntime: runtimeVersions().onnxruntime,
    torch: torch?.version ?? null,
    blas: torch?.blas ?? null,
  }
}
