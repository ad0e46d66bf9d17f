import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { MANIFEST_FILE, writeModel } from '@deqa/model/training'
import { LEVEL_NAMES } from '@deqa/soft-label'
import { TrainerError } from '../errors.ts'
import type { TrainedNetwork } from './export-checkpoint.ts'
import { parameterSource } from './parameter-source.ts'

/**
 * Makes a folder a model that `loadScorer` and `deqa score --model` run, whatever else lies in it. An older model there
 * is replaced; its manifest goes first and the new one comes last, so that no mixture of both can be loaded.
 *
 * @param name - what the model is called.
 * @throws {TrainerError} (`EXPORT_IMPOSSIBLE`) if the network has another number of levels than five.
 */
export async function writeRunModel(
  trained: TrainedNetwork,
  folder: string,
  name: string,
  signal?: AbortSignal,
): Promise<void> {
  const { network, values, lora, levelIds, normalization, views, prompts } = trained
  if (levelIds.length !== LEVEL_NAMES.length) {
    throw new TrainerError(
      'EXPORT_IMPOSSIBLE',
      `a scorer names ${LEVEL_NAMES.length} levels, the network has ${levelIds.length}`,
      { advice: 'Evaluate it by its run, or export safetensors.' },
    )
  }
  const staged = join(folder, '.model.partial')
  await rm(staged, { recursive: true, force: true })
  await mkdir(staged, { recursive: true })
  try {
    const about = { network, normalization, views, levelIds, prompts }
    const recipe = { name, trained: true, dtype: 'fp32', ...about } as const
    await writeModel(parameterSource(network, values, lora), recipe, staged, signal ? { signal } : {})
    await rm(join(folder, MANIFEST_FILE), { force: true })
    const files = await readdir(staged)
    for (const file of [...files.filter((each) => each !== MANIFEST_FILE), MANIFEST_FILE]) {
      await rename(join(staged, file), join(folder, file))
    }
  } finally {
    await rm(staged, { recursive: true, force: true })
  }
}
