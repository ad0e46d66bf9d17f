import { join } from 'node:path'
import { namesHubModel } from '../model-folder/locate-model.ts'
import { graphFiles } from '../model-folder/manifest.ts'
import { modelInfo } from '../model-folder/model-info.ts'
import { readModelFolder, verifyGraphs, verifyWeights } from '../model-folder/read-model-folder.ts'
import { prepareModel } from '../prepare/prepare-model.ts'
import { SessionChain } from '../runtime/onnx/session-chain.ts'
import { chooseDevice } from './choose-device.ts'
import { defaultBatchSize } from './default-batch-size.ts'
import { OnnxScorer } from './onnx-scorer.ts'
import { orAborted } from './or-aborted.ts'
import type { LoadScorerOptions, Scorer } from './types.ts'

/**
 * Loads a model. Every file is compared with the digest in the manifest, so a truncated or altered model is never
 * used. A model that is named as on a Hugging Face hub is fetched and converted at its first use, which
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
  await verifyGraphs(found, signal)
  const graphs = graphFiles(found.manifest.prompts[info.prompt]!).map((file) => join(found.folder, file))
  const opening = SessionChain.open(graphs, { ...(threads !== undefined && { threads }), device })
  const session = await trusted(opening, verifyWeights(found, signal), signal)
  const { preprocessing, network } = found.manifest
  return new OnnxScorer(info, session, { preprocessing, autoOrient, batchSize: defaultBatchSize(network) })
}

/**
 * The session, once its weights are known to be whole: the runtime copies and packs them for as long as it takes to compare
 * them, and on another core. Where they are not, the session is let go as soon as it is open, unused.
 */
async function trusted(
  opening: Promise<SessionChain>,
  verified: Promise<void>,
  signal: AbortSignal | undefined,
): Promise<SessionChain> {
  opening.catch(() => undefined)
  try {
    await verified
    return await orAborted(opening, signal)
  } catch (error) {
    opening.then(
      (session) => session.release(),
      () => undefined,
    )
    throw error
  }
}

function requireThreads(threads: number | undefined): void {
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
    throw new RangeError(`loadScorer: expected threads to be a whole number from 1, got ${threads}`)
  }
}
