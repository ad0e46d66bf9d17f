import { binaryPreference, type LossOptions, targetPreference } from '@deqa/losses'
import { type CropViews, normalizePixels, type PixelStatistics } from '@deqa/model/image'
import type { Batch, NetworkConfig } from '@deqa/model/training'
import type { TrainingConfig } from '../config/schema.ts'
import { INPUTS } from '../program/deqa-program.ts'
import { encodeAnswer, type TrainingText } from '../text/training-text.ts'
import { type Orientation, reorient } from './reorient.ts'
import { strengthsOf } from './strengths-of.ts'
import type { TrainingExample } from './training-examples.ts'

/** What every batch of a run has in common. */
export interface BatchLayout {
  readonly mode: 'pair' | 'single'
  /** B: pairs, or images in single mode. */
  readonly batchSize: number
  readonly text: TrainingText
  readonly network: NetworkConfig
  readonly rank: LossOptions['rank']
  /** How surely one of two strengths of one distortion is preferred. @default rated */
  readonly strengths?: TrainingConfig['loss']['strengths']
  /** How pixels are normalised: as the network has learned to see them, and as its model will. */
  readonly statistics: PixelStatistics
  /** Squares cut from a picture. @default the whole of it in one */
  readonly views?: CropViews | undefined
}

/** One image of a batch. */
export interface BatchImage {
  readonly example: TrainingExample
  /** The views that the network sees together: [S, S, 3] each */
  readonly views: readonly Uint8Array[]
  /** How each of them is held. @default as it is */
  readonly orientation?: Orientation
}

/** N: images of a batch. */
export function imagesPerBatch({ mode, batchSize }: Pick<BatchLayout, 'mode' | 'batchSize'>): number {
  return mode === 'pair' ? 2 * batchSize : batchSize
}

/**
 * The program's inputs from N images; in pair mode the first B are the images A, the others their partners.
 *
 * @throws {RangeError} if there are not N images, or one has another size.
 */
export function assembleBatch(layout: BatchLayout, images: readonly BatchImage[]): Batch {
  const { mode, text, network, statistics } = layout
  const count = imagesPerBatch(layout)
  if (images.length !== count) {
    throw new RangeError(`assembleBatch: expected ${count} images, got ${images.length}`)
  }
  const { prefix, textLength, answerTokens, levelIds } = text.layout
  const beforeText = prefix.length + network.abstractor.queries + 1
  const positions = beforeText + textLength
  const side = network.vision.imageSize
  const { views = 1 } = network.abstractor
  const viewLength = 3 * side * side
  const pixels = new Float32Array(count * views * viewLength)
  const ids = new Int32Array(count * textLength)
  const answerRows = new Int32Array(count * answerTokens)
  const targets = new Int32Array(count * answerTokens)
  const targetWeights = new Float32Array(count * answerTokens)
  const softLabels = new Float32Array(count * levelIds.length)

  const turned = new Uint8Array(viewLength)
  images.forEach(({ example, views: seen, orientation }, n) => {
    if (seen.length !== views || seen.some(({ length }) => length !== viewLength)) {
      const got = seen.map(({ length }) => length).join(', ')
      throw new RangeError(
        `assembleBatch: expected ${views} × [${side}, ${side}, 3], got views of ${got} values`,
      )
    }
    for (const [v, view] of seen.entries()) {
      const place = pixels.subarray((n * views + v) * viewLength, (n * views + v + 1) * viewLength)
      if (orientation) reorient(view, side, orientation, turned)
      normalizePixels({ width: side, height: side, data: orientation ? turned : view }, statistics, place)
    }
    const answer = encodeAnswer(text, example)
    ids.set(answer.text, n * textLength)
    answerRows.set(
      answer.rows.map((row) => n * positions + beforeText + row),
      n * answerTokens,
    )
    targets.set(answer.targets, n * answerTokens)
    targetWeights.set(answer.weights, n * answerTokens)
    softLabels.set(example.softLabel, n * levelIds.length)
  })
  return {
    [INPUTS.pixels]: pixels,
    [INPUTS.text]: ids,
    [INPUTS.answerRows]: answerRows,
    [INPUTS.targets]: targets,
    [INPUTS.targetWeights]: targetWeights,
    [INPUTS.softLabels]: softLabels,
    ...(mode === 'pair' && { [INPUTS.preference]: preferences(layout, images) }),
  }
}

/** The preference for each A over its B, which the network is to learn. */
function preferences(layout: BatchLayout, images: readonly BatchImage[]): Float32Array {
  const { batchSize } = layout
  return Float32Array.from({ length: batchSize }, (_, i) =>
    preference(layout, images[i]!.example, images[batchSize + i]!.example),
  )
}

/** ½ where a deviation is missing, which only an evaluation allows. */
function preference(
  { rank, strengths = 'rated' }: BatchLayout,
  a: TrainingExample,
  b: TrainingExample,
): number {
  if (rank !== 'fidelity') return binaryPreference(a.score, b.score)
  const damage = strengthsOf(a)
  if (strengths === 'certain' && damage !== undefined && damage === strengthsOf(b)) {
    return binaryPreference(a.score, b.score)
  }
  if (a.std === undefined || b.std === undefined) return 0.5
  return targetPreference({ mos: a.score, std: a.std }, { mos: b.score, std: b.std })
}
