import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os'
import { runtimeVersions } from '@deqa/model'

/** Where a run took place, as far as its numbers or its pace may depend on it. */
export interface RunEnvironment {
  readonly node: string
  readonly onnxruntime: string
  readonly sharp: string
  readonly libvips: string
  readonly system: string
  readonly cpu: string
  readonly cores: number
  readonly memoryBytes: number
}

export function describeEnvironment(): RunEnvironment {
  return {
    node: process.versions.node,
    ...runtimeVersions(),
    system: `${platform()} ${release()} ${arch()}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
  }
}
