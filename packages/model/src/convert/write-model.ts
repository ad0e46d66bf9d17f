import { truncate, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TensorSource } from '../checkpoint/types.ts'
import { digestFile } from '../model-folder/digest-file.ts'
import { MANIFEST_FILE, type Manifest, serializeManifest } from '../model-folder/manifest.ts'
import { OnnxSession } from '../runtime/onnx/session.ts'
import { type StoredWeight, wishesByTensor } from '../runtime/onnx/stored-weight.ts'
import { placeWeights, WeightsFile } from '../runtime/onnx/weights-file.ts'
import { PROMPT_NAMES, type PromptName } from '../tokenizer/prompts.ts'
import { countParameters, modelGraphs } from './model-graphs.ts'
import type { ModelRecipe } from './model-recipe.ts'
import type { ConvertProgress } from './types.ts'

const WEIGHTS_FILE = 'weights.bin'
const GRAPH_FILES = { scorer: 'scorer.onnx', eval: 'eval.onnx' } as const satisfies Record<PromptName, string>

export interface WriteModelOptions {
  readonly onProgress?: (progress: ConvertProgress) => void
  readonly signal?: AbortSignal
}

/**
 * Writes a model folder: one weights file, one graph per prompt, the manifest. Weights stream from the
 * checkpoint one tensor at a time.
 *
 * @param folder - an empty folder that exists.
 */
export async function writeModel(
  checkpoint: TensorSource,
  recipe: ModelRecipe,
  folder: string,
  options: WriteModelOptions = {},
): Promise<void> {
  const { scoring, prefixes, kept, all } = modelGraphs(recipe)
  const placement = placeWeights(all, WEIGHTS_FILE)
  const weightsPath = join(folder, WEIGHTS_FILE)
  {
    await using file = await WeightsFile.create(weightsPath, placement)
    await copyWeights(checkpoint, all, file, options)
    for (const graph of prefixes) {
      options.signal?.throwIfAborted()
      await storeOutputs(graph.encode(placement), join(folder, 'prefix.onnx'), file)
    }
  }
  await truncate(weightsPath, placeWeights(kept, WEIGHTS_FILE).bytes)

  for (const prompt of PROMPT_NAMES)
    await writeFile(join(folder, GRAPH_FILES[prompt]), scoring[prompt].encode(placement))
  const files: Manifest['files'] = {}
  for (const file of [WEIGHTS_FILE, ...Object.values(GRAPH_FILES)]) {
    files[file] = await digestFile(join(folder, file), options.signal)
  }
  const { name, trained, notice, network, normalization, levelIds } = recipe
  const prompt = (name: PromptName) => ({
    graph: GRAPH_FILES[name],
    prefix: [...recipe.prompts[name].prefix],
    suffix: [...recipe.prompts[name].suffix],
  })
  const manifest = serializeManifest({
    name,
    trained,
    ...(notice === undefined ? {} : { notice }),
    dtype: recipe.dtype,
    parameters: countParameters(kept),
    network,
    preprocessing: {
      size: network.vision.imageSize,
      mean: [...normalization.mean],
      std: [...normalization.std],
      ...(recipe.views && { views: { ...recipe.views } }),
    },
    levelIds: [...levelIds],
    prompts: { scorer: prompt('scorer'), eval: prompt('eval') },
    files,
  })
  await writeFile(join(folder, MANIFEST_FILE), manifest)
}

async function copyWeights(
  checkpoint: TensorSource,
  weights: readonly StoredWeight[],
  file: WeightsFile,
  { onProgress, signal }: WriteModelOptions,
): Promise<void> {
  const tensors = wishesByTensor(weights)
  const tensorsTotal = tensors.length
  const bytesTotal = tensors.reduce((sum, { bytes }) => sum + bytes, 0)
  let bytesDone = 0
  for (const [tensorsDone, { tensor, wishes, bytes }] of tensors.entries()) {
    signal?.throwIfAborted()
    onProgress?.({ tensor, tensorsDone, tensorsTotal, bytesDone, bytesTotal })
    await file.writeFromCheckpoint(wishes, checkpoint)
    bytesDone += bytes
  }
  onProgress?.({ tensorsDone: tensorsTotal, tensorsTotal, bytesDone, bytesTotal })
}

/** Runs a graph without inputs and stores each output in the place of the weight of that name. */
async function storeOutputs(graph: Uint8Array, path: string, file: WeightsFile): Promise<void> {
  await writeFile(path, graph)
  const session = await OnnxSession.open(path)
  try {
    for (const [key, { data }] of Object.entries(await session.run({}))) await file.write(key, data)
  } finally {
    await session.release()
    await unlink(path)
  }
}
