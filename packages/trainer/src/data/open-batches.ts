import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { TrainingConfig } from '../config/schema.ts'
import { TrainerError } from '../errors.ts'
import type { BatchStream, JsonValue, TrainingBatch } from '../run/batch-stream.ts'
import { assembleBatch, type BatchImage, type BatchLayout } from './assemble-batch.ts'
import { TrainingImageUnreadableError } from './errors.ts'
import type { ImageLoader } from './image-loader.ts'
import { openImages } from './open-images.ts'
import { type AlikePairs, type Draw, PairSampler } from './pair-sampler.ts'
import type { Orientation } from './reorient.ts'
import { scoredViews, seesTogether } from './scored-views.ts'
import { strengthsOf } from './strengths-of.ts'
import type { TrainingExample, TrainingSet } from './training-examples.ts'

/** An image that could not be read. */
export interface BadImage {
  readonly path: string
  readonly problem: string
}

export interface BatchesOptions {
  readonly sets: readonly TrainingSet[]
  readonly layout: BatchLayout
  readonly seed: number
  readonly data: TrainingConfig['data']
  /** Called once for each image that cannot be read, where the run goes on without it. */
  readonly onBadImage?: (image: BadImage) => void
}

/** A batch with what is in it: in pair mode images A, then their partners. */
export interface ExampleBatch extends TrainingBatch {
  readonly examples: readonly TrainingExample[]
  /** Epoch of the batch's last image A, from 0. */
  readonly epoch: number
}

/** Where a stream stands: what it was made of, and how many batches it gave. */
const positionSchema = z.strictObject({
  batches: z.int().nonnegative(),
  order: z.strictObject({
    seed: z.int(),
    mode: z.enum(['pair', 'single']),
    batchSize: z.int(),
    sets: z.array(z.strictObject({ size: z.int(), weight: z.int() })),
    sameReference: z.number(),
    sameDistortion: z.number(),
  }),
})

type Position = z.infer<typeof positionSchema>

/** An image that cannot be read is replaced at most so often; then its dataset is beyond help. */
const MOST_STAND_INS = 20

/**
 * Training batches from images on disk. Every batch depends on the options and its number alone: not on the number of
 * workers, nor on what was read ahead, nor on where the stream was opened.
 *
 * Batches run on across the ends of epochs, so that each epoch shows each image exactly once.
 */
export class Batches implements BatchStream {
  /** Batches that show each image of each set once (`weight` times): seldom a whole number. */
  readonly batchesPerEpoch: number
  readonly #options: BatchesOptions
  readonly #examples: readonly TrainingExample[]
  readonly #sampler: PairSampler
  readonly #images: ImageLoader
  readonly #order: Position['order']
  /** Paths of the images that could not be read so far. */
  readonly #bad = new Set<string>()
  /** Batches under way, the next one first. */
  readonly #ahead: Promise<ExampleBatch>[] = []
  #given: number

  private constructor(
    options: BatchesOptions,
    examples: readonly TrainingExample[],
    sampler: PairSampler,
    images: ImageLoader,
    order: Position['order'],
    given: number,
  ) {
    this.#options = options
    this.#sampler = sampler
    this.#images = images
    this.#order = order
    this.#given = given
    this.#examples = examples
    this.batchesPerEpoch = sampler.epochLength / options.layout.batchSize
  }

  /**
   * @param position - go on where another stream of the same options stood.
   * @throws {TrainerError} (`RUN_MISMATCH`) if the sets have other sizes than where the position comes from.
   * @throws {RangeError} if the position belongs to other options, or a set is too small to sample from.
   */
  static async open(options: BatchesOptions, position?: JsonValue): Promise<Batches> {
    const { sets, layout, seed, data } = options
    const order: Position['order'] = {
      seed,
      mode: layout.mode,
      batchSize: layout.batchSize,
      sets: sets.map(({ examples, weight }) => ({ size: examples.length, weight })),
      sameReference: data.sameReference,
      sameDistortion: data.sameDistortion,
    }
    const given = position === undefined ? 0 : batchesAt(position, order)
    const examples = sets.flatMap((set) => set.examples)
    const sampler = new PairSampler({ ...order, alike: alikePairs(examples, data) })
    const images = await openImages(layout, data)
    return new Batches(options, examples, sampler, images, order, given)
  }

  /**
   * @throws {TrainingImageUnreadableError} if an image cannot be read and is not to be replaced, or its whole dataset
   *   seems unreadable. The stream stays where it is.
   */
  async next(): Promise<ExampleBatch> {
    while (this.#ahead.length <= this.#options.data.prefetch) {
      const made = this.#make(this.#given + this.#ahead.length)
      // Whoever asks for it is told of its failure; until then nobody is to be alarmed.
      made.catch(() => undefined)
      this.#ahead.push(made)
    }
    try {
      const batch = await this.#ahead[0]!
      this.#ahead.shift()
      this.#given++
      return batch
    } catch (error) {
      this.#ahead.length = 0
      throw error
    }
  }

  position(): JsonValue {
    const position: Position = { batches: this.#given, order: this.#order }
    return position
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#ahead)
    await this.#images[Symbol.asyncDispose]()
  }

  async #make(batch: number): Promise<ExampleBatch> {
    const { layout } = this.#options
    const first = batch * layout.batchSize
    // The draws of one epoch after those of the other: the sampler holds one epoch at a time.
    const draws = Array.from({ length: layout.batchSize }, (_, i) => this.#sampler.draw(first + i))
    const loaded = await Promise.all(draws.map((draw, i) => this.#loadDraw(first + i, draw)))
    const images = [...loaded.map(({ a }) => a), ...loaded.flatMap(({ b }) => (b === undefined ? [] : [b]))]
    const examples = images.map(({ example }) => example)
    return {
      batch: assembleBatch(layout, images),
      files: examples.map(({ imagePath }) => imagePath),
      examples,
      epoch: Math.floor((first + layout.batchSize - 1) / this.#sampler.epochLength),
    }
  }

  async #loadDraw(number: number, draw: Draw): Promise<{ a: BatchImage; b?: BatchImage }> {
    const a = await this.#loadSide(number, 'a', draw.a, draw.orientation.a)
    if (draw.b === undefined) return { a: a.image }
    const place = draw.alike ? 'a' : 'b'
    const b = await this.#loadSide(number, 'b', draw.b, draw.orientation.b, { taken: a.index, place })
    return { a: a.image, b: b.image }
  }

  /**
   * @param taken - the example that the other side has.
   * @param place - the side whose place in an image is the one to see.
   */
  async #loadSide(
    number: number,
    side: 'a' | 'b',
    drawn: number,
    drawnOrientation: Orientation,
    { taken, place = side }: { taken?: number; place?: 'a' | 'b' } = {},
  ): Promise<{ image: BatchImage; index: number }> {
    const orientation = allowed(drawnOrientation, this.#options.data)
    let index = drawn
    for (let attempt = 0; attempt <= MOST_STAND_INS; attempt++) {
      if (index !== taken) {
        const example = this.#examples[index]!
        const seen = await this.#viewsOf(example.imagePath, number, place)
        if ('views' in seen) {
          return { image: { example, ...seen, ...(orientation && { orientation }) }, index }
        }
        this.#report(example.imagePath, seen.problem)
      }
      index = this.#sampler.standIn(number, side, drawn, attempt)
    }
    const { imagePath } = this.#examples[drawn]!
    throw new TrainingImageUnreadableError(
      imagePath,
      `this image and ${MOST_STAND_INS} others of its dataset cannot be read`,
      'Check the folder of the images.',
    )
  }

  /** What the network sees of an image: all of it, the squares of the grid together, or one from anywhere in it. */
  async #viewsOf(
    path: string,
    draw: number,
    side: 'a' | 'b',
  ): Promise<{ readonly views: Uint8Array[] } | { readonly problem: string }> {
    const { layout, seed } = this.#options
    if (layout.views === undefined || seesTogether(layout)) {
      const image = await this.#images.load(path)
      return 'problem' in image ? image : { views: scoredViews(image, layout)[0]! }
    }
    const square = await this.#images.loadView(path, { seed, draw, side })
    return 'problem' in square ? square : { views: [square.pixels] }
  }

  #report(path: string, problem: string): void {
    if (this.#options.data.badImages === 'stop') {
      throw new TrainingImageUnreadableError(
        path,
        problem,
        'Repair or remove the image, or let others stand in for bad ones: data.badImages: replace.',
      )
    }
    if (this.#bad.has(path)) return
    this.#bad.add(path)
    this.#options.onBadImage?.({ path, problem })
  }
}

/** Pairs of one reference, and within them those of one distortion too, whose strengths differ. */
function alikePairs(
  examples: readonly TrainingExample[],
  { sameReference, sameDistortion }: TrainingConfig['data'],
): AlikePairs[] {
  return [
    { share: sameReference * sameDistortion, groups: examples.map(strengthsOf) },
    { share: sameReference * (1 - sameDistortion), groups: examples.map(({ reference }) => reference) },
  ].filter(({ share }) => share > 0)
}

/** What of an orientation a configuration lets happen; undefined if nothing is left of it. */
function allowed(
  { flip, turns }: Orientation,
  data: Pick<TrainingConfig['data'], 'flip' | 'turn'>,
): Orientation | undefined {
  const orientation = { flip: flip && data.flip, turns: data.turn ? turns : 0 }
  return orientation.flip || orientation.turns > 0 ? orientation : undefined
}

function batchesAt(position: JsonValue, order: Position['order']): number {
  const { data } = positionSchema.safeParse(position)
  if (data && isDeepStrictEqual(data.order, order)) return data.batches
  if (data && isDeepStrictEqual({ ...data.order, sets: order.sets }, order)) {
    const sizes = (sets: typeof order.sets) => sets.map(({ size }) => size).join(', ')
    throw new TrainerError(
      'RUN_MISMATCH',
      `the run has read datasets of ${sizes(data.order.sets)} images, they have ${sizes(order.sets)} now`,
      { advice: 'Put the ratings back as they were, or begin anew in another folder.' },
    )
  }
  throw new RangeError(
    `Batches: expected a position in the order ${JSON.stringify(order)}, got ${JSON.stringify(position)}`,
  )
}
