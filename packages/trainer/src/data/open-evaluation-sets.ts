import { oneHotLabel } from '@deqa/soft-label'
import type { TrainingConfig } from '../config/schema.ts'
import type { EvaluationBatch, EvaluationSet } from '../evaluate/evaluation-set.ts'
import { scoringQuestion } from '../text/scoring-question.ts'
import { assembleBatch, type BatchLayout, imagesPerBatch } from './assemble-batch.ts'
import { TrainingImageUnreadableError } from './errors.ts'
import type { ImageLoader } from './image-loader.ts'
import { labelOf } from './label-of.ts'
import type { BadImage } from './open-batches.ts'
import { openImages } from './open-images.ts'
import type { Rating, Ratings } from './read-ratings.ts'
import { imagesPerPicture, requireRoom } from './require-room.ts'
import type { Pixels } from './resize-image.ts'
import { scoredViews } from './scored-views.ts'
import type { TrainingExample } from './training-examples.ts'

export interface EvaluationOptions {
  readonly ratings: readonly Ratings[]
  readonly config: Pick<TrainingConfig, 'levels' | 'data'>
  readonly layout: BatchLayout
  /** Called for each image that is left out because it cannot be read (`data.badImages: replace`). */
  readonly onBadImage?: (image: BadImage) => void
}

/** Evaluation sets and what they share; closed together. */
export interface OpenEvaluationSets extends AsyncDisposable {
  readonly sets: readonly EvaluationSet[]
}

/**
 * Rated images to evaluate on, as batches of the program that is trained. In a pair program every image of a batch counts,
 * A or B. Each is asked the question under which the network is scored. Labels are the one-hot or two-level ones: an
 * evaluation reads scores, not losses.
 *
 * @throws {TrainingDataInvalidError} if the batches have no room for an image.
 */
export async function openEvaluationSets(options: EvaluationOptions): Promise<OpenEvaluationSets> {
  const { ratings: all, config, layout } = options
  if (all.length > 0) requireRoom(layout)
  const images = await openImages(layout, config.data)
  return {
    sets: all.map(({ name, ratings }) => ({
      name,
      batches: (signal) => evaluationBatches(ratings, options, images, signal),
    })),
    [Symbol.asyncDispose]: () => images[Symbol.asyncDispose](),
  }
}

interface Loaded {
  readonly rating: Rating
  readonly image: Pixels
}

async function* evaluationBatches(
  ratings: readonly Rating[],
  { config, layout, onBadImage }: EvaluationOptions,
  images: ImageLoader,
  signal: AbortSignal | undefined,
): AsyncGenerator<EvaluationBatch, void, undefined> {
  const views = imagesPerPicture(layout)
  const count = Math.floor(imagesPerBatch(layout) / views)
  const ahead = config.data.prefetch + 1
  const underWay: Promise<Loaded[]>[] = []
  let next = 0
  const start = () => {
    const part = ratings.slice(next, next + count)
    next += count
    const loaded = loadAll(part, images, config.data.badImages, onBadImage)
    loaded.catch(() => undefined)
    underWay.push(loaded)
  }
  for (;;) {
    signal?.throwIfAborted()
    while (underWay.length < ahead && next < ratings.length) start()
    const loaded = await underWay.shift()
    if (loaded === undefined) return
    if (loaded.length > 0) yield toBatch(loaded, layout, views, config.levels.words.length)
  }
}

async function loadAll(
  ratings: readonly Rating[],
  images: ImageLoader,
  badImages: TrainingConfig['data']['badImages'],
  onBadImage: ((image: BadImage) => void) | undefined,
): Promise<Loaded[]> {
  const loaded = await Promise.all(
    ratings.map(async (rating) => ({ rating, image: await images.load(rating.imagePath) })),
  )
  return loaded.flatMap(({ rating, image }) => {
    if ('pixels' in image) return [{ rating, image }]
    if (badImages === 'stop') {
      throw new TrainingImageUnreadableError(
        rating.imagePath,
        image.problem,
        'Repair or remove the image, or leave bad ones out: data.badImages: replace.',
      )
    }
    onBadImage?.({ path: rating.imagePath, problem: image.problem })
    return []
  })
}

function toBatch(
  loaded: readonly Loaded[],
  layout: BatchLayout,
  views: number,
  levels: number,
): EvaluationBatch {
  const question = scoringQuestion(layout.text)
  const filled = loaded.flatMap(({ rating, image }) => {
    const example = exampleOf(rating, levels, question)
    return scoredViews(image, layout).map((views) => ({ example, views }))
  })
  const last = filled.at(-1)!
  const padding = new Array<typeof last>(imagesPerBatch(layout) - filled.length).fill(last)
  return {
    batch: assembleBatch(layout, [...filled, ...padding]),
    views,
    items: loaded.map(({ rating: { id, imagePath, mos, score, std } }) => ({
      id,
      image: imagePath,
      mos,
      score,
      ...(std !== undefined && { std }),
    })),
  }
}

function exampleOf(rating: Rating, levels: number, question: number): TrainingExample {
  return {
    ...rating,
    dataset: 0,
    softLabel: labelOf(rating, { method: 'interpolation', variant: 'paper', density: 'mass', levels }),
    level: oneHotLabel(rating.score, levels).indexOf(1),
    question,
    uncertainty: 0,
  }
}
