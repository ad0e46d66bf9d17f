import { join } from 'node:path'
import { namesHubModel } from '../model-folder/locate-model.ts'
import { modelInfo } from '../model-folder/model-info.ts'
import { readModelFolder, verifyModelFolder } from '../model-folder/read-model-folder.ts'
import { prepareModel } from '../prepare/prepare-model.ts'
import { SessionThread } from '../runtime/onnx/session-thread.ts'
import { chooseDevice } from './choose-device.ts'
import { defaultBatchSize } from './default-batch-size.ts'
import { OnnxScorer } from './onnx-scorer.ts'
import type { LoadScorerOptions, Scorer } from './types.ts'

/**
 * Loads a model. Every file is compared with the digest in the manifest first, so a truncated or altered
 * model is never used. A model that is named as on a Hugging Face hub is fetched and converted at its first use, which
 * may take gigabytes of disk: `planModel` tells how many before.
 *
 * @param model - `deqa-mini`, the path of a folder that `convertCheckpoint` wrote, or `owner/name` on the hub.
 * @throws {ModelNotFoundError} if there is no such model.
 * @throws {ModelInvalidError} if a file of the model is missing or damaged.
 * @throws {DeviceUnavailableError} if a device was named that cannot be used.
 * @throws what `prepareModel` throws, for a model of the hub that is not ready.
 */
export async function loadScorer(model: string, options: LoadScorerOptions = {}): Promise<Scorer> {
  const { autoOrient = false, threads, signal } = options
  requireThreads(threads)
  const device = chooseDevice(options.device)
  const place = (await namesHubModel(model)) ? (await prepareModel(model, options)).folder : model
  const found = await readModelFolder(place, options)
  const info = modelInfo(found, options.prompt, device)
  await verifyModelFolder(found, signal)
  signal?.throwIfAborted()
  const { graph } = found.manifest.prompts[info.prompt]!
  const session = await SessionThread.open(join(found.folder, graph), {
    ...(threads !== undefined && { threads }),
    device,
  })
  const { preprocessing, network } = found.manifest
  return new OnnxScorer(info, session, { preprocessing, autoOrient, batchSize: defaultBatchSize(network) })
}

function requireThreads(threads: number | undefined): void {
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
    throw new RangeError(`loadScorer: expected threads to be a whole number from 1, got ${threads}`)
  }
}
