import type { SessionDevice } from '../runtime/onnx/session.ts'
import { type ModelVariantName, type PromptName, promptNames } from '../tokenizer/prompts.ts'
import type { LocateOptions } from './locate-hub-model.ts'
import type { ModelDtype } from './manifest.ts'
import { type ModelFolder, readModelFolder } from './read-model-folder.ts'

/** What a model is, for reports. */
export interface ModelInfo {
  readonly name: string
  /** The first 12 hexadecimal digits of the SHA-256 of its manifest. */
  readonly revision: string
  /** Absolute path of the model folder. */
  readonly folder: string
  /** False for a model whose weights were never trained: its scores mean nothing. */
  readonly trained: boolean
  /** One sentence to show at each use, when there is something a user must know. */
  readonly notice?: string
  /** Number of stored parameters that the scoring graphs use. */
  readonly parameters: number
  /** Side of the square the network sees, in pixels. */
  readonly imageSize: number
  readonly dtype: ModelDtype
  /** What computes. */
  readonly device: SessionDevice
  readonly prompt: PromptName
  /** All prompts that it can be loaded with. */
  readonly prompts: readonly PromptName[]
  /** Whose weights they are, where not DeQA-Score's. */
  readonly variant?: ModelVariantName
}

/** @throws {TypeError} if the model has no prompt of that name. */
export function modelInfo(
  { folder, manifest, revision }: ModelFolder,
  prompt: PromptName = 'scorer',
  device: SessionDevice = 'cpu',
): ModelInfo {
  const prompts = promptNames(manifest.prompts)
  if (!prompts.includes(prompt)) {
    throw new TypeError(`loadScorer: expected prompt to be one of ${prompts.join(', ')}, got ${prompt}`)
  }
  const { name, trained, notice, parameters, preprocessing, dtype } = manifest
  return {
    name,
    revision,
    folder,
    trained,
    ...(notice === undefined ? {} : { notice }),
    parameters,
    imageSize: preprocessing.size,
    dtype,
    device,
    prompt,
    prompts,
    ...(manifest.variant !== undefined && { variant: manifest.variant }),
  }
}

/**
 * What a model says about itself, without loading it or looking at its weights, and without any network.
 *
 * @param model - `deqa-mini`, the path of a model folder, or the id of a model of the hub that is ready.
 * @throws {ModelNotFoundError}
 * @throws {ModelInvalidError}
 */
export async function describeModel(
  model: string,
  options: LocateOptions & { readonly prompt?: PromptName } = {},
): Promise<ModelInfo> {
  return modelInfo(await readModelFolder(model, options), options.prompt)
}
