import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { adapterBase } from '../checkpoint/adapter-base.ts'
import { CheckpointNotFoundError, CheckpointUnsupportedError } from '../checkpoint/checkpoint-errors.ts'
import { readJsonFile } from '../checkpoint/read-json-file.ts'
import { LORA_FILES } from '../checkpoint/weight-files.ts'
import { modelSize } from '../convert/model-size.ts'
import { findCachedSnapshot } from '../hub/cached-snapshot.ts'
import { isHubId, requireHubId } from '../hub/hub-id.ts'
import { type PullPlan, planPull } from '../hub/plan-pull.ts'
import { readPlannedJson } from '../hub/read-planned-json.ts'
import { chooseDtype } from '../model-folder/choose-dtype.ts'
import { convertedFolder, modelCacheFolder, variantFolder } from '../model-folder/converted-models.ts'
import { findHubModel } from '../model-folder/locate-hub-model.ts'
import { checkManifest, MANIFEST_FILE } from '../model-folder/manifest.ts'
import { parseCheckpointConfig } from '../network/config.ts'
import { diskNeeds } from './disk-needs.ts'
import { scoringMemory } from './scoring-memory.ts'
import type { ModelPlan, PlanModelOptions } from './types.ts'

/** The base of every release of this architecture, on the hub; their authors name it by folders of their own. */
const PUBLISHED_BASE = 'MAGAer13/mplug-owl2-llama2-7b'

/**
 * What it takes until a model of the hub can be loaded: nothing, or a download, a conversion, or both, with the bytes
 * that each needs. Asks the hub only if something is not here; writes nothing.
 *
 * @param id - `owner/name` of a checkpoint, a LoRA release or a model.
 * @throws {CheckpointNotFoundError} if a LoRA release does not say where its base is.
 * @throws {CheckpointUnsupportedError} if a base was named for something else than a LoRA release.
 * @throws {ConfigInvalidError} if its configuration describes no network of this architecture.
 * @throws {ModelInvalidError} if it is a model whose manifest cannot be read.
 * @throws what `planPull` throws.
 */
export async function planModel(id: string, options: PlanModelOptions = {}): Promise<ModelPlan> {
  requireHubId(id)
  const found = await findHubModel(id, options)
  if (found.state === 'ready') return { isReady: true, id, folder: found.folder }
  const release = await planOne(id, options)
  const { commit, kind } = release
  const modelCacheDir = modelCacheFolder(options)
  const asked = { isReady: false, id, revision: options.revision ?? 'main', commit } as const
  if (options.base !== undefined && kind !== 'lora') {
    const advice = 'Leave the base out.'
    throw new CheckpointUnsupportedError(id, 'is not a LoRA release, so it has no base', { advice })
  }
  if (kind === 'model') {
    return {
      ...{ ...asked, folder: release.folder, pulls: [release], bytesToFetch: release.bytesToFetch },
      modelCacheDir,
      memoryBytes: await memoryOfModel(release, options),
      disk: await diskNeeds([{ folder: release.cacheDir, bytes: release.bytesToFetch }]),
    }
  }

  const base = kind === 'lora' ? await planBase(release, options) : undefined
  const pulls: [PullPlan, ...PullPlan[]] = base?.pull ? [release, base.pull] : [release]
  const config = await readConfig(pulls, base?.folder, options)
  const { network } = parseCheckpointConfig(config, `${id}/config.json`)
  const asFloats = modelSize(network, 'fp32')
  const { dtype: wanted = 'auto' } = options
  const dtype = wanted === 'auto' ? chooseDtype(asFloats.parameters) : wanted
  const size = dtype === 'fp32' ? asFloats : modelSize(network, dtype)
  const bytesToFetch = pulls.reduce((sum, pull) => sum + pull.bytesToFetch, 0)
  return {
    ...{ ...asked, pulls, bytesToFetch, modelCacheDir },
    folder: variantFolder(convertedFolder(id, options), { commit, dtype, base: options.base }),
    conversion: {
      dtype,
      isAuto: wanted === 'auto',
      fp32Bytes: asFloats.bytes,
      ...(base && { base: base.folder }),
    },
    memoryBytes: scoringMemory(dtype, size.bytes),
    disk: await diskNeeds([
      { folder: release.cacheDir, bytes: bytesToFetch },
      { folder: modelCacheDir, bytes: size.bytesWhileMade },
    ]),
  }
}

/** The plan of one repository; without asking the hub if all of it is here. */
async function planOne(id: string, options: PlanModelOptions): Promise<PullPlan> {
  const cached = await findCachedSnapshot(id, options)
  const isWhole = cached !== undefined && cached.missing.length === 0 && cached.kind !== 'files'
  return await planPull(id, isWhole ? { ...options, localFilesOnly: true } : options)
}

interface PlannedBase {
  readonly folder: string
  /** Unless it is a folder of the user. */
  readonly pull?: PullPlan
}

async function planBase(release: PullPlan, options: PlanModelOptions): Promise<PlannedBase> {
  if (options.base !== undefined) {
    const folder = resolve(options.base)
    if ((await stat(folder).catch(() => undefined))?.isDirectory()) return { folder }
  }
  const id = options.base ?? (await publishedBase(release, options))
  if (!isHubId(id)) {
    throw new CheckpointNotFoundError(
      id,
      'expected the base of a LoRA release, got neither a folder nor a name of the hub',
      {
        advice: 'Check the spelling, and the folder that a relative path starts from.',
      },
    )
  }
  const { revision: _, ...others } = options
  const pull = await planOne(id, others)
  return { folder: pull.folder, pull }
}

/** The base that a LoRA release names; its author's folder of the published base stands for that. */
async function publishedBase(release: PullPlan, options: PlanModelOptions): Promise<string> {
  const named = adapterBase(await readPlannedJson(release, LORA_FILES.config, options))
  if (named?.split(/[/\\]+/).findLast(Boolean) === PUBLISHED_BASE.split('/')[1]) return PUBLISHED_BASE
  if (named !== undefined && isHubId(named)) return named
  throw new CheckpointNotFoundError(
    release.id,
    named === undefined ? 'does not name its base' : `names its base ${named}, which is no name of the hub`,
    { advice: 'Say which base it has, by a name of the hub or a folder (base).' },
  )
}

/** What a model of the hub takes while it scores, by its manifest. */
async function memoryOfModel(release: PullPlan, options: PlanModelOptions): Promise<number> {
  const json = await readPlannedJson(release, MANIFEST_FILE, options)
  const { dtype, network } = checkManifest(json, `${release.id}/${MANIFEST_FILE}`)
  return scoringMemory(dtype, modelSize(network, dtype).bytes)
}

/** The configuration of the network: the release's own, or else that of its base. */
async function readConfig(
  pulls: readonly PullPlan[],
  baseFolder: string | undefined,
  options: PlanModelOptions,
): Promise<unknown> {
  for (const pull of pulls) {
    const config = await readPlannedJson(pull, 'config.json', options)
    if (config !== undefined) return config
  }
  return await readJsonFile(resolve(baseFolder ?? '', 'config.json'))
}
