import { truncate, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TensorSource } from '../checkpoint/types.ts'
import { digestFile } from '../model-folder/digest-file.ts'
import { MANIFEST_FILE, type Manifest, serializeManifest } from '../model-folder/manifest.ts'
import { OnnxSession } from '../runtime/onnx/session.ts'
import { type StoredWeight, wishesByTensor } from '../runtime/onnx/stored-weight.ts'
import { placeWeights, WeightsFile } from '../runtime/onnx/weights-file.ts'
import type { PromptIds } from '../tokenizer/prompts.ts'
import type { ModelRecipe } from './model-recipe.ts'
import { prefixGraph, scoringGraph } from './scoring-graphs.ts'
import type { ConvertProgress } from './types.ts'

const WEIGHTS_FILE = 'weights.bin'

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
  const scorer = { file: 'scorer.onnx', ids: recipe.prompts.scorer }
  const evaluation = { file: 'eval.onnx', ids: recipe.prompts.eval }
  const graphs = [scorer, evaluation].map(({ file, ids }) => ({ file, graph: scoringGraph(recipe, ids) }))
  const prefixes = distinctPrefixes([scorer.ids, evaluation.ids]).map((ids) => prefixGraph(recipe, ids))

  // What only the prefix graphs read comes last, so that it can be cut off when they have run.
  const kept = distinct(graphs.flatMap(({ graph }) => graph.weights))
  const all = distinct([...kept, ...prefixes.flatMap((graph) => graph.weights)])
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

  for (const { file, graph } of graphs) await writeFile(join(folder, file), graph.encode(placement))
  const files: Manifest['files'] = {}
  for (const file of [WEIGHTS_FILE, ...graphs.map(({ file }) => file)]) {
    files[file] = await digestFile(join(folder, file), options.signal)
  }
  const { name, trained, notice, network, normalization, levelIds } = recipe
  const prompt = ({ file, ids }: typeof scorer) => ({
    graph: file,
    prefix: [...ids.prefix],
    suffix: [...ids.suffix],
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
    },
    levelIds: [...levelIds],
    prompts: { scorer: prompt(scorer), eval: prompt(evaluation) },
    files,
  })
  await writeFile(join(folder, MANIFEST_FILE), manifest)
}

function distinctPrefixes(prompts: readonly PromptIds[]): (readonly number[])[] {
  return [...new Map(prompts.map(({ prefix }) => [prefix.join(), prefix])).values()]
}

/** Two graphs may wish for the same weight. */
function distinct(weights: readonly StoredWeight[]): StoredWeight[] {
  return [...new Map(weights.map((weight) => [weight.key, weight])).values()]
}

/** Entries of checkpoint tensors, or of the rows of them, that the graphs use. */
function countParameters(weights: readonly StoredWeight[]): number {
  const counts = new Map<string, number>()
  for (const { source } of weights) {
    if (!('tensor' in source)) continue
    const [rows, ...rest] = source.shape
    const taken = [source.rows?.length ?? rows!, ...rest]
    const key = `${source.tensor} ${source.rows?.join() ?? ''}`
    counts.set(
      key,
      taken.reduce((product, length) => product * length, 1),
    )
  }
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
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
