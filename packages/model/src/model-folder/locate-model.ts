import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isHubId } from '../hub/hub-id.ts'
import { exists } from '../system/exists.ts'
import { ModelNotFoundError } from './errors.ts'
import { type LocateOptions, locateHubModel } from './locate-hub-model.ts'
import { MANIFEST_FILE } from './manifest.ts'

/** The model that comes with the package. */
export const DEFAULT_MODEL = 'deqa-mini'

const shippedModels = fileURLToPath(new URL('../../models/', import.meta.url))

/** Whether a name means a model of the hub: it can be an id, and nothing is at a path of that name. */
export async function namesHubModel(model: string): Promise<boolean> {
  return model !== DEFAULT_MODEL && isHubId(model) && !(await exists(resolve(model)))
}

/**
 * The folder of a model. Nothing is fetched or converted.
 *
 * @param model - `deqa-mini`, the path of a model folder, or the id of one that was prepared from a hub.
 * @param options - for an id: which revision and dtype, and where the caches are.
 * @returns an absolute path.
 * @throws {ModelNotFoundError} if there is no such folder, or if it is no model folder; a checkpoint in
 *   upstream's format is recognised and the error says how to convert it.
 */
export async function locateModel(model: string, options: LocateOptions = {}): Promise<string> {
  const folder = model === DEFAULT_MODEL ? join(shippedModels, model) : resolve(model)
  if (await exists(join(folder, MANIFEST_FILE))) return folder
  if (!(await exists(folder))) {
    if (isHubId(model)) return await locateHubModel(model, options)
    throw new ModelNotFoundError(
      model,
      `there is no folder ${folder}`,
      `Give the path of a model folder, or '${DEFAULT_MODEL}' for the model that comes with this package.`,
    )
  }
  if ((await exists(join(folder, 'config.json'))) || (await exists(join(folder, 'adapter_config.json')))) {
    throw new ModelNotFoundError(
      model,
      'this is a checkpoint, not a model folder',
      `Make a model of it first: deqa convert ${model} --out <folder>`,
    )
  }
  throw new ModelNotFoundError(
    model,
    `expected a file ${MANIFEST_FILE} in ${folder}, found none`,
    'Give a folder that `deqa convert` has written.',
  )
}
