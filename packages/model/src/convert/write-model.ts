import { stat, truncate, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { TensorSource } from '../checkpoint/types.ts'
import { digestFile } from '../model-folder/digest-file.ts'
import { MANIFEST_FILE, type Manifest, serializeManifest, WEIGHTS_FILE } from '../model-folder/manifest.ts'
import { readModelFolder, verifyModelFolder } from '../model-folder/read-model-folder.ts'
import { type FloatTensor, OnnxSession } from '../runtime/onnx/session.ts'
import { type StoredWeight, wishesByTensor } from '../runtime/onnx/stored-weight.ts'
import { placeWeights, WeightsFile } from '../runtime/onnx/weights-file.ts'
import { freeSpace } from '../system/free-space.ts'
import { requireRoom } from '../system/require-room.ts'
import { type PromptName, promptNames } from '../tokenizer/prompts.ts'
import { ConversionJournal, journalKey } from './conversion-journal.ts'
import { countParameters, modelGraphs } from './model-graphs.ts'
import type { ModelRecipe } from './model-recipe.ts'
import { PREFIX_HIDDEN } from './scoring-graphs.ts'
import type { ConvertProgress } from './types.ts'
import { verifyWeights, type WeightsVerification } from './verify-weights.ts'

const graphFile = (prompt: PromptName, part: number): string =>
  part === 0 ? `${prompt}.onnx` : `${prompt}.${part + 1}.onnx`

export interface WriteModelOptions {
  readonly onProgress?: (progress: ConvertProgress) => void
  readonly signal?: AbortSignal
  /**
   * Stands for the checkpoint. With it, what an interrupted call with the same stamp and recipe left in the folder is
   * gone on with, to the same bytes; what another one left is removed.
   */
  readonly stamp?: unknown
  /** How many bytes an interruption may cost. @default 64 MiB */
  readonly syncEveryBytes?: number
  /** Compare what was written with the checkpoint and with the digests in the manifest, reading all anew. */
  readonly verify?: boolean
}

const SYNC_EVERY_BYTES = 1 << 26

/**
 * Writes a model folder: one weights file, one graph per prompt, the manifest. Weights stream from the
 * checkpoint one tensor at a time.
 *
 * @param folder - a folder that exists; empty, unless there is a `stamp`.
 * @returns what a verification found, if there was one.
 * @throws {DiskFullError} if the weights cannot fit, before they are written.
 * @throws {ModelInvalidError} if a verification finds something wrong.
 */
export async function writeModel(
  checkpoint: TensorSource,
  recipe: ModelRecipe,
  folder: string,
  options: WriteModelOptions = {},
): Promise<WeightsVerification | undefined> {
  const { scoring, prefixes, kept, all } = modelGraphs(recipe)
  const placement = placeWeights(all, WEIGHTS_FILE)
  const weightsPath = join(folder, WEIGHTS_FILE)
  const journal =
    options.stamp === undefined
      ? undefined
      : await ConversionJournal.open(folder, journalKey(options.stamp, recipe, [...placement.places]))
  if (!journal?.state.isComplete) {
    const begun = (journal?.state.tensors ?? 0) > 0
    await requireRoomFor(recipe.name, weightsPath, placement.bytes)
    await using file = await WeightsFile[begun ? 'reopen' : 'create'](weightsPath, placement)
    const tensors = await copyWeights(checkpoint, all, file, journal, options)
    for (const layers of prefixes) {
      let inputs = {}
      for (const graph of layers) {
        options.signal?.throwIfAborted()
        inputs = await storeOutputs(graph.encode(placement), inputs, join(folder, 'prefix.onnx'), file)
      }
    }
    if (journal) {
      await file.sync()
      await journal.record({ tensors, isComplete: true })
    }
  }
  await truncate(weightsPath, placeWeights(kept, WEIGHTS_FILE).bytes)

  const graphs = new Map<PromptName, readonly string[]>()
  for (const [prompt, parts] of scoring) {
    const names = parts.map((_, part) => graphFile(prompt, part))
    graphs.set(prompt, names)
    for (const [part, graph] of parts.entries())
      await writeFile(join(folder, names[part]!), graph.encode(placement), { flush: true })
  }
  const files: Manifest['files'] = {}
  for (const file of [WEIGHTS_FILE, ...graphs.values()].flat()) {
    files[file] = await digestFile(join(folder, file), options.signal)
  }
  const { name, trained, notice, network, normalization, levelIds } = recipe
  const prompt = (name: PromptName) => {
    const [graph, ...next] = graphs.get(name)!
    const { prefix, suffix } = recipe.prompts[name]!
    return { graph: graph!, ...(next.length > 0 && { next }), prefix: [...prefix], suffix: [...suffix] }
  }
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
    prompts: Object.fromEntries(
      promptNames(recipe.prompts).map((name) => [name, prompt(name)]),
    ) as Manifest['prompts'],
    ...(recipe.variant === 'q-align' && { variant: recipe.variant }),
    files,
  })
  await writeFile(join(folder, MANIFEST_FILE), manifest, { flush: true })
  let verification: WeightsVerification | undefined
  if (options.verify) {
    verification = await verifyWeights(checkpoint, kept, placement, weightsPath, options.signal)
    await verifyModelFolder(await readModelFolder(folder), options.signal)
  }
  await journal?.remove()
  return verification
}

/** @throws {DiskFullError} if a file of so many bytes cannot be where it may have been begun. */
async function requireRoomFor(name: string, path: string, bytes: number): Promise<void> {
  const folder = dirname(path)
  const begun = await stat(path).catch(() => undefined)
  // What was written may have holes: blocks of 512 bytes say what is really there.
  const needed = bytes - 512 * (begun?.blocks ?? 0)
  requireRoom(name, { folder, bytes: needed, freeBytes: await freeSpace(folder) })
}

async function copyWeights(
  checkpoint: TensorSource,
  weights: readonly StoredWeight[],
  file: WeightsFile,
  journal: ConversionJournal | undefined,
  { onProgress, signal, syncEveryBytes = SYNC_EVERY_BYTES }: WriteModelOptions,
): Promise<number> {
  const tensors = wishesByTensor(weights)
  const tensorsTotal = tensors.length
  const bytesTotal = tensors.reduce((sum, { bytes }) => sum + bytes, 0)
  const first = journal?.state.tensors ?? 0
  let bytesDone = tensors.slice(0, first).reduce((sum, { bytes }) => sum + bytes, 0)
  let bytesSynced = bytesDone
  const savePoint = async (done: number) => {
    await file.sync()
    await journal?.record({ tensors: done, isComplete: false })
    bytesSynced = bytesDone
  }
  for (const [index, { tensor, wishes, bytes }] of tensors.entries()) {
    if (index < first) continue
    if (signal?.aborted && bytesDone > bytesSynced) await savePoint(index)
    signal?.throwIfAborted()
    onProgress?.({ tensor, tensorsDone: index, tensorsTotal, bytesDone, bytesTotal })
    await file.writeFromCheckpoint(wishes, checkpoint)
    bytesDone += bytes
    if (journal && bytesDone - bytesSynced >= syncEveryBytes) await savePoint(index + 1)
  }
  onProgress?.({ tensorsDone: tensorsTotal, tensorsTotal, bytesDone, bytesTotal })
  return tensorsTotal
}

/** Runs a graph of a prefix, stores its outputs in the places of the weights of their names, and gives what is left. */
async function storeOutputs(
  graph: Uint8Array,
  inputs: Readonly<Record<string, FloatTensor>>,
  path: string,
  file: WeightsFile,
): Promise<Readonly<Record<string, FloatTensor>>> {
  await writeFile(path, graph)
  const session = await OnnxSession.open(path)
  try {
    const { [PREFIX_HIDDEN.given]: hidden, ...computed } = await session.run(inputs)
    for (const [key, { data }] of Object.entries(computed)) await file.write(key, data)
    return hidden ? { [PREFIX_HIDDEN.taken]: hidden } : {}
  } finally {
    await session.release()
    await unlink(path)
  }
}
