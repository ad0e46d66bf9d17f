import type { ImageInput } from '../image/types.ts'
import { ModelInvalidError } from '../model-folder/errors.ts'
import { GRAPH_INPUT, GRAPH_OUTPUT, type Manifest } from '../model-folder/manifest.ts'
import type { ModelInfo } from '../model-folder/model-info.ts'
import type { SessionChain } from '../runtime/onnx/session-chain.ts'
import { Batches } from './batches.ts'
import { ScorerDisposedError } from './errors.ts'
import { orAborted } from './or-aborted.ts'
import { type PreparedBatch, prepareBatch } from './prepare-batch.ts'
import { scoreFromLogits } from './score-from-logits.ts'
import type { Score, ScoreOptions, ScoreResult, Scorer } from './types.ts'

export interface Preparation {
  readonly preprocessing: Manifest['preprocessing']
  readonly autoOrient: boolean
  /** Where a call does not say. */
  readonly batchSize: number
}

/**
 * A scorer on ONNX sessions, in threads of their own: meanwhile the caller's thread prepares the next images, and does
 * whatever else it has to. Made by `loadScorer`.
 */
export class OnnxScorer implements Scorer {
  readonly model: ModelInfo
  readonly #preparation: Preparation
  #session: SessionChain | undefined

  constructor(model: ModelInfo, session: SessionChain, preparation: Preparation) {
    this.model = model
    this.#session = session
    this.#preparation = preparation
  }

  score(input: ImageInput, options?: ScoreOptions): Promise<Score>
  score(inputs: readonly ImageInput[], options?: ScoreOptions): Promise<ScoreResult[]>
  async score(
    input: ImageInput | readonly ImageInput[],
    options: ScoreOptions = {},
  ): Promise<Score | ScoreResult[]> {
    const results: ScoreResult[] = []
    for await (const result of this.stream(isList(input) ? input : [input], options)) results.push(result)
    if (isList(input)) return results
    const [only] = results as [ScoreResult]
    if ('error' in only) throw only.error
    return only
  }

  async *stream(
    inputs: Iterable<ImageInput> | AsyncIterable<ImageInput>,
    { batchSize = this.#preparation.batchSize, signal }: ScoreOptions = {},
  ): AsyncGenerator<ScoreResult, void, undefined> {
    if (!Number.isInteger(batchSize) || batchSize < 1) {
      throw new RangeError(`stream: expected batchSize to be a whole number from 1, got ${batchSize}`)
    }
    this.#openSession()
    const batches = new Batches(inputs, batchSize)
    const prepareNext = async (): Promise<PreparedBatch | undefined> => {
      const next = await batches.next()
      return next && prepareBatch(next, { ...this.#preparation, ...(signal ? { signal } : {}) })
    }
    // The next batch is decoded and prepared while the network works on this one.
    let upcoming = quiet(prepareNext())
    try {
      for (;;) {
        signal?.throwIfAborted()
        // The network has nothing to do, and perhaps the next image depends on the last score.
        batches.hurry()
        const batch = await orAborted(upcoming, signal)
        if (!batch) return
        upcoming = quiet(prepareNext())
        yield* await this.#scoreBatch(batch)
      }
    } finally {
      // Not awaited: a source that waits for more input would hold up whoever stops reading.
      quiet(batches.return())
    }
  }

  async dispose(): Promise<void> {
    const session = this.#session
    this.#session = undefined
    // After the runs under way.
    await session?.release()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  #openSession(): SessionChain {
    if (!this.#session) throw new ScorerDisposedError()
    return this.#session
  }

  async #scoreBatch({ images, rows, views, pixels }: PreparedBatch): Promise<ScoreResult[]> {
    const logits = rows === 0 ? new Float32Array() : await this.#run(rows * views, pixels)
    const { name: model, revision } = this.model
    return images.map((image): ScoreResult => {
      if ('error' in image) return image
      const length = logits.length / rows
      const own = logits.subarray(image.row * length, (image.row + 1) * length)
      if (!own.every(Number.isFinite)) return { error: this.#brokenWeights(own) }
      return { ...scoreFromLogits(own), width: image.width, height: image.height, model, revision }
    })
  }

  /** @param pixels - the network's from here on. */
  async #run(rows: number, pixels: Float32Array<ArrayBuffer>): Promise<Float32Array> {
    const { size } = this.#preparation.preprocessing
    const feeds = { [GRAPH_INPUT]: { type: 'float32', shape: [rows, 3, size, size], data: pixels } } as const
    const outputs = await this.#openSession().run(feeds, [pixels.buffer])
    return outputs[GRAPH_OUTPUT]!.data as Float32Array
  }

  #brokenWeights(logits: Float32Array): ModelInvalidError {
    return new ModelInvalidError(
      this.model.folder,
      `the network gave logits that are not finite: [${logits.join(', ')}]`,
      'Its weights are damaged, or were never finite; get the checkpoint again.',
    )
  }
}

function isList(input: ImageInput | readonly ImageInput[]): input is readonly ImageInput[] {
  return Array.isArray(input)
}

/** A promise whose rejection may go unread: it is read when the stream comes to it, if ever. */
function quiet<P extends Promise<unknown>>(promise: P): P {
  promise.catch(() => {})
  return promise
}
