import { join } from 'node:path'
import { decodeImage } from '../../image/decode-image.ts'
import { nameOfInput } from '../../image/name-of-input.ts'
import { preprocessViews, viewsPerImage } from '../../image/preprocess-views.ts'
import type { ImageInput } from '../../image/types.ts'
import type { LocateOptions } from '../../model-folder/locate-hub-model.ts'
import { GRAPH_INPUT, GRAPH_OUTPUT, graphFiles, type Manifest } from '../../model-folder/manifest.ts'
import { type ModelInfo, modelInfo } from '../../model-folder/model-info.ts'
import { readModelFolder, verifyModelFolder } from '../../model-folder/read-model-folder.ts'
import type { NetworkPart } from '../../network/network-part.ts'
import { floatTensor } from '../../runtime/onnx/session.ts'
import type { PromptName } from '../../tokenizer/prompts.ts'
import { chooseDevice, type DeviceChoice } from '../choose-device.ts'
import { scoreFromLogits } from '../score-from-logits.ts'
import { type OpenPart, openNetworkParts, pick, type Tensors } from './network-parts.ts'

/** A step from an image to its score: decoding, then padding, resizing and normalising, then the network. */
export type StageName = 'decode' | 'preprocess' | NetworkPart | 'network'

export interface StagedRun {
  /** Milliseconds that each stage took for all images of the run, in order. */
  readonly milliseconds: Readonly<Partial<Record<StageName, number>>>
  /** The same in time of all cores together, which a busy machine disturbs less. */
  readonly coreMilliseconds: Readonly<Partial<Record<StageName, number>>>
  /** In [1, 5], of each image. */
  readonly scores: readonly number[]
}

export interface StagedScorerOptions extends LocateOptions {
  readonly prompt?: PromptName
  /** Where to compute. @default 'auto' */
  readonly device?: DeviceChoice
  /** Threads of the runtime. @default one per physical core */
  readonly threads?: number
  /** As `loadScorer` has it. @default false */
  readonly autoOrient?: boolean
  readonly signal?: AbortSignal
}

/**
 * A scorer that takes one step after the other, so that each can be timed. It gives the scores of `loadScorer`, more
 * slowly: nothing overlaps, and images are decoded one by one.
 */
export interface StagedScorer extends AsyncDisposable {
  readonly model: ModelInfo
  /** In order. The network is one stage where its graph cannot be parted. */
  readonly stages: readonly StageName[]
  /**
   * Scores images as one batch.
   * @throws {DeqaError} if one cannot be decoded.
   */
  run(images: readonly ImageInput[]): Promise<StagedRun>
}

/**
 * Loads a model for timing. Meant for benchmarks; its graph is written part by part into the model's folder for the
 * moment in which each part is opened.
 *
 * @throws {ModelNotFoundError | ModelInvalidError} as `describeModel` and `loadScorer`; nothing is fetched.
 */
export async function loadStagedScorer(
  model: string,
  { prompt, device: wanted, threads, autoOrient = false, signal, ...located }: StagedScorerOptions = {},
): Promise<StagedScorer> {
  const found = await readModelFolder(model, located)
  const device = chooseDevice(wanted)
  const info = modelInfo(found, prompt, device)
  await verifyModelFolder(found, signal)
  const { preprocessing, prompts } = found.manifest
  const rows = viewsPerImage(preprocessing)
  const empty = pixelTensor(new Float32Array(rows * 3 * preprocessing.size ** 2), preprocessing, rows)
  const graphs = graphFiles(prompts[info.prompt]!).map((file) => join(found.folder, file))
  const parts = await openNetworkParts(graphs, empty, { ...(threads !== undefined && { threads }), device })
  const dispose = async () => {
    await Promise.all(parts.map(({ session }) => session.release()))
  }
  return {
    model: info,
    stages: [...new Set<StageName>(['decode', 'preprocess', ...parts.map(({ name }) => name)])],
    run: (images) => runStages(images, { preprocessing, autoOrient }, parts),
    [Symbol.asyncDispose]: dispose,
  }
}

async function runStages(
  images: readonly ImageInput[],
  { preprocessing, autoOrient }: { preprocessing: Manifest['preprocessing']; autoOrient: boolean },
  parts: readonly OpenPart[],
): Promise<StagedRun> {
  const milliseconds: Partial<Record<StageName, number>> = {}
  const coreMilliseconds: Partial<Record<StageName, number>> = {}
  async function timed<R>(stage: StageName, work: () => Promise<R> | R): Promise<R> {
    const start = performance.now()
    const before = process.cpuUsage()
    const result = await work()
    const { user, system } = process.cpuUsage(before)
    milliseconds[stage] = (milliseconds[stage] ?? 0) + performance.now() - start
    coreMilliseconds[stage] = (coreMilliseconds[stage] ?? 0) + (user + system) / 1000
    return result
  }

  const views = viewsPerImage(preprocessing)
  const length = views * 3 * preprocessing.size ** 2
  const pixels = new Float32Array(images.length * length)
  for (const [row, input] of images.entries()) {
    const image = await timed('decode', () => decodeImage(input, { autoOrient }))
    const place = pixels.subarray(row * length, (row + 1) * length)
    const options = { ...preprocessing, where: nameOfInput(input) }
    await timed('preprocess', () => preprocessViews(image, options, place))
  }
  let values: Tensors = pixelTensor(pixels, preprocessing, images.length * views)
  for (const { name, session, inputs } of parts) {
    const outputs = await timed(name, () => session.runTensors(pick(values, inputs)))
    values = { ...values, ...outputs }
  }
  const logits = values[GRAPH_OUTPUT]!.data as Float32Array
  const levels = logits.length / images.length
  const scores = images.map(
    (_, row) => scoreFromLogits(logits.subarray(row * levels, (row + 1) * levels)).score,
  )
  return { milliseconds, coreMilliseconds, scores }
}

function pixelTensor(data: Float32Array, { size }: Manifest['preprocessing'], rows: number): Tensors {
  return { [GRAPH_INPUT]: floatTensor(data, [rows, 3, size, size]) }
}
