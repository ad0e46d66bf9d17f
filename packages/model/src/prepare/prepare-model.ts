import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { convertCheckpoint } from '../convert/convert-checkpoint.ts'
import { writeRef } from '../hub/cache-layout.ts'
import { type PulledModel, pullModel } from '../hub/pull-model.ts'
import { convertedFolder } from '../model-folder/converted-models.ts'
import { lockFile } from '../model-folder/file-lock.ts'
import { MANIFEST_FILE } from '../model-folder/manifest.ts'
import { requireRoom } from '../system/require-room.ts'
import { planModel } from './plan-model.ts'
import type { ModelPlan, PendingModel, PlannedConversion, PreparedModel, PrepareOptions } from './types.ts'

/**
 * Makes a model of the hub ready to be loaded: fetches what is not here, converts it, and keeps the result, so that the
 * next use needs no network. Nothing happens if it is ready. What was interrupted, download or conversion, goes on
 * where it was; the model folder appears when it is whole.
 *
 * @param target - `owner/name` on the hub, or a plan of `planModel`.
 * @throws {DiskFullError} if it cannot fit, before anything is fetched; or if the disk fills up.
 * @throws what `planModel`, `pullModel` and `convertCheckpoint` throw, or the signal's reason.
 */
export async function prepareModel(
  target: string | ModelPlan,
  options: PrepareOptions = {},
): Promise<PreparedModel> {
  const plan = typeof target === 'string' ? await planModel(target, options) : target
  const { id, folder } = plan
  if (plan.isReady) return { id, folder, warnings: [] }
  for (const need of plan.disk) requireRoom(id, need)
  const [release] = await fetchAll(plan, options)
  if (!plan.conversion) return { id, folder, warnings: [] }
  return { id, folder, warnings: await convertOnce(plan, plan.conversion, release!.folder, options) }
}

async function fetchAll(
  { pulls }: PendingModel,
  { onProgress, signal, transfer, token, localFilesOnly }: PrepareOptions,
): Promise<PulledModel[]> {
  const pulled: PulledModel[] = []
  for (const plan of pulls) {
    pulled.push(
      await pullModel(plan, {
        ...(signal && { signal }),
        ...(transfer && { transfer }),
        ...(token !== undefined && { token }),
        ...(localFilesOnly !== undefined && { localFilesOnly }),
        onProgress: (progress) => onProgress?.({ stage: 'fetch', id: plan.id, ...progress }),
      }),
    )
  }
  return pulled
}

/** Converts unless another process has just done so, and notes which commit the revision stood for. */
async function convertOnce(
  { id, revision, commit, folder, modelCacheDir }: PendingModel,
  { dtype, base }: PlannedConversion,
  checkpoint: string,
  { signal, onProgress }: PrepareOptions,
): Promise<readonly string[]> {
  const converted = convertedFolder(id, { modelCacheDir })
  const lock = join(converted.locks, `${basename(folder)}.lock`)
  await using _ = await lockFile(lock, { signal })
  let warnings: readonly string[] = []
  if (!(await stat(join(folder, MANIFEST_FILE)).catch(() => undefined))) {
    const report = await convertCheckpoint(checkpoint, folder, {
      ...(base !== undefined && { base }),
      ...(signal && { signal }),
      name: id,
      dtype,
      onProgress: (progress) => onProgress?.({ stage: 'convert', ...progress }),
    })
    warnings = report.warnings
  }
  await writeRef(converted, revision, commit)
  return warnings
}
