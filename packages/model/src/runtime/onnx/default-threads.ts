import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

/**
 * Threads for a session where nobody says how many: one per physical core that this process may use.
 *
 * The runtime means the same, but where it cannot ask the processor, as in many virtual machines, it takes half of the
 * processors there are: one of two.
 *
 * @param folder - where Linux describes the processors; injected for tests.
 * @returns undefined where the system does not say, as anywhere but on Linux: the runtime's choice.
 */
export function defaultThreads(folder = '/sys/devices/system/cpu'): number | undefined {
  try {
    const processors = readdirSync(folder).filter((name) => /^cpu\d+$/.test(name))
    const cores = new Set(
      processors.map((name) => readFileSync(join(folder, name, 'topology', 'thread_siblings_list'), 'utf8')),
    )
    return cores.size === 0 ? undefined : Math.min(cores.size, availableParallelism())
  } catch {
    return undefined
  }
}
