import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os'
import type { LocateOptions, ModelInfo } from '@deqa/model'
import { cliVersion } from '../cli-version.ts'
import { messageOf } from '../errors.ts'
import { type CacheReport, cacheReports } from './cache-reports.ts'
import { syntheticImage } from './synthetic-image.ts'
import { type TrainingEngineReport, trainingEngines } from './training-engines.ts'

/** Something that was tried. */
export interface Check {
  readonly name: string
  readonly ok: boolean
  /** What came of it, or why it failed. */
  readonly detail: string
}

/** What `deqa doctor` found out. `null` stands for what could not be found out; the checks say why. */
export interface Examination {
  readonly versions: {
    readonly deqa: string
    readonly node: string
    readonly onnxruntime: string | null
    readonly sharp: string | null
    readonly libvips: string | null
  }
  readonly system: {
    readonly platform: string
    readonly processor: string
    readonly cores: number
    readonly memoryBytes: number
  }
  /** Where the model computes; null if none could be loaded. */
  readonly device: string | null
  readonly engines: readonly TrainingEngineReport[]
  readonly caches: readonly CacheReport[]
  readonly model: ModelInfo | null
  readonly checks: readonly Check[]
}

/**
 * Looks at this machine and tries out a model. A check that fails is a result, not an error; the checks
 * after it are left out.
 *
 * @param model a model folder or name; without it, the one that is built in
 * @param options which model of the hub is meant, and where its cache is; nothing is fetched
 */
export async function examine(model: string | undefined, options: LocateOptions = {}): Promise<Examination> {
  const checks: Check[] = []
  async function attempt<T>(
    name: string,
    work: () => Promise<T>,
    detail: (result: T, ms: number) => string,
  ): Promise<T | undefined> {
    const start = performance.now()
    try {
      const result = await work()
      checks.push({ name, ok: true, detail: detail(result, Math.round(performance.now() - start)) })
      return result
    } catch (error) {
      checks.push({ name, ok: false, detail: messageOf(error) })
      return undefined
    }
  }

  const library = await attempt(
    'libraries',
    () => import('@deqa/model'),
    (_, ms) => `loaded in ${ms} ms`,
  )
  const runtime = library?.runtimeVersions()
  const name = model || library?.DEFAULT_MODEL
  const scorer =
    library && name !== undefined
      ? await attempt(
          'model',
          // Found before it is loaded, because to load would also fetch.
          async () => library.loadScorer((await library.describeModel(name, options)).folder),
          (_, ms) => `complete and intact, loaded in ${ms} ms`,
        )
      : undefined
  if (scorer) {
    await attempt(
      'scoring',
      () => scorer.score(syntheticImage()),
      ({ score, std }, ms) => `a synthetic image got ${score.toFixed(2)} ± ${std.toFixed(2)} in ${ms} ms`,
    )
    await scorer.dispose()
  }

  return {
    versions: {
      deqa: cliVersion(),
      node: process.versions.node,
      onnxruntime: runtime?.onnxruntime ?? null,
      sharp: runtime?.sharp ?? null,
      libvips: runtime?.libvips ?? null,
    },
    system: {
      platform: `${platform()} ${arch()}`,
      processor: cpus()[0]?.model.trim() || 'unknown',
      cores: availableParallelism(),
      memoryBytes: library?.machineMemory() ?? totalmem(),
    },
    device: scorer?.model.device ?? null,
    engines: library ? await trainingEngines(runtime?.onnxruntime ?? null) : [],
    caches: library ? await cacheReports(library, options) : [],
    model: scorer?.model ?? null,
    checks,
  }
}
