import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { loadTfjs } from './load-tfjs.ts'
import { TFJS_BACKEND_NAMES, TFJS_BACKENDS, type TfjsBackend, tfjsInstallCommand } from './tfjs-backends.ts'
import { TfjsUnavailableError } from './tfjs-unavailable-error.ts'

/** What is known about one backend of TensorFlow.js on this machine. */
export interface TfjsBackendStatus {
  readonly backend: TfjsBackend
  /** What it takes; `version` is absent where the package is not installed. */
  readonly packages: readonly { readonly name: string; readonly version?: string }[]
  readonly usable: boolean
  /** Whether it computes on a GPU. */
  readonly usesGpu: boolean
  /** Why it is not usable. */
  readonly reason?: string
  /** The command that adds it. */
  readonly install: string
  /** What to know before adding it. */
  readonly remark: string
}

/**
 * Every backend of TensorFlow.js, fastest first: what is installed, whether it works, and how to add it. The
 * first usable one is what `loadTfjs` chooses. Loads those that are installed, so that the answer is true.
 */
export async function tfjsStatus(): Promise<readonly TfjsBackendStatus[]> {
  const statuses: TfjsBackendStatus[] = []
  for (const backend of TFJS_BACKEND_NAMES) {
    const { packages, remark } = TFJS_BACKENDS[backend]
    statuses.push({
      backend,
      packages: await Promise.all(packages.map(installed)),
      ...(await tryBackend(backend)),
      install: tfjsInstallCommand(backend),
      remark,
    })
  }
  return statuses
}

async function tryBackend(
  backend: TfjsBackend,
): Promise<Pick<TfjsBackendStatus, 'usable' | 'usesGpu' | 'reason'>> {
  try {
    const { usesGpu } = await loadTfjs({ backends: [backend] })
    return { usable: true, usesGpu }
  } catch (error) {
    if (!(error instanceof TfjsUnavailableError)) throw error
    return { usable: false, usesGpu: false, reason: error.refused[0]!.reason }
  }
}

async function installed(name: string): Promise<{ name: string; version?: string }> {
  try {
    const file = createRequire(import.meta.url).resolve(`${name}/package.json`)
    return { name, version: (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version }
  } catch {
    return { name }
  }
}
