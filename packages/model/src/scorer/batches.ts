/**
 * How long a source may be silent before it has nothing to give: longer than one takes that looks at a file for each item,
 * unless the machine is busy, and less than any model takes for an image.
 */
const SILENCE_MS = 20

/**
 * Cuts a sequence, sync or async, into arrays of `size`. One is shorter where the sequence ends or breaks off, and where
 * its reader is in a hurry and the sequence silent. A sync sequence is never silent.
 */
export class Batches<T> {
  readonly #items: AsyncGenerator<T, void, undefined>
  readonly #size: number
  readonly #silenceMs: number
  /** The next item, asked for and in no batch yet; where the sequence has ended or broken off, that. */
  #item: Promise<IteratorResult<T, void>> | undefined
  /** Ends the patience of the batch that is being collected. */
  #hurry: () => void = () => undefined

  /** @param silenceMs - how long the sequence may be silent when its reader is in a hurry. */
  constructor(items: Iterable<T> | AsyncIterable<T>, size: number, silenceMs = SILENCE_MS) {
    this.#items = each(items)
    this.#size = size
    this.#silenceMs = silenceMs
  }

  /**
   * The next batch, never an empty one; undefined at the end. Not to be called again before it is there.
   * @throws what the sequence throws, after the items that came before.
   */
  async next(): Promise<T[] | undefined> {
    const hurried = new Promise<void>((resolve) => {
      this.#hurry = resolve
    })
    const batch: T[] = []
    while (batch.length < this.#size) {
      this.#item ??= this.#items.next()
      // Without an item there is nothing to give yet, and an error is the reader's.
      const item = await (batch.length === 0
        ? this.#item
        : unlessSilent(this.#item, hurried, this.#silenceMs))
      if (item === undefined || item.done) break
      batch.push(item.value)
      this.#item = undefined
    }
    return batch.length > 0 ? batch : undefined
  }

  /** Says that the batch being collected is waited for: what is there is better than more. */
  hurry(): void {
    this.#hurry()
  }

  /** Closes the sequence, once it has given what it was asked for. */
  async return(): Promise<void> {
    await this.#items.return()
  }
}

async function* each<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  yield* items
}

/** The outcome of a promise; undefined if it is rejected, or if the reader hurries and it has none for a while. */
function unlessSilent<R>(
  promise: Promise<R>,
  hurried: Promise<void>,
  silenceMs: number,
): Promise<R | undefined> {
  return new Promise((resolve) => {
    let isOver = false
    let timer: NodeJS.Timeout | undefined
    const end = (outcome?: R) => {
      isOver = true
      clearTimeout(timer)
      resolve(outcome)
    }
    promise.then(end, () => end())
    void hurried.then(() => {
      // What came while this thread was busy is told only after the timers of that time: one turn more.
      if (!isOver) timer = setTimeout(() => setImmediate(() => end()), silenceMs)
    })
  })
}
