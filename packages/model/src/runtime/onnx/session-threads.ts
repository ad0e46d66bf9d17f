import type { PlainTensors } from './plain-tensor.ts'
import type { SessionOptions } from './session.ts'
import { SessionThread } from './session-thread.ts'

/** One graph in several threads, each with a session of its own, for runs that need not wait for each other. */
export class SessionThreads {
  readonly #threads: readonly SessionThread[]

  private constructor(threads: readonly SessionThread[]) {
    this.#threads = threads
  }

  /** @throws {Error} if one of the sessions cannot be opened; then none stays. */
  static async open(path: string, count: number, options: SessionOptions = {}): Promise<SessionThreads> {
    return new SessionThreads(await SessionThread.openAll(new Array<string>(count).fill(path), options))
  }

  /**
   * Runs the graph once for each of `feeds`, which are asked for as threads become free.
   *
   * @param shared - what all runs get besides.
   * @param onOutputs - told the outputs of each run with its place in `feeds`, in the order in which they come.
   * @throws what the first failing run, `feeds` or `onOutputs` throws, once no run is under way any more.
   */
  async run(
    shared: PlainTensors,
    feeds: Iterable<PlainTensors>,
    onOutputs: (index: number, outputs: PlainTensors) => void,
  ): Promise<void> {
    const waiting = numbered(feeds)
    const ends = await Promise.allSettled(
      this.#threads.map(async (thread) => {
        thread.keep(shared)
        // All take from one generator; a loop that throws closes it, so the others begin nothing more.
        for (const [index, own] of waiting) onOutputs(index, await thread.run(own))
      }),
    )
    const failed = ends.find((end) => end.status === 'rejected')
    if (failed) throw failed.reason
  }

  /** Frees the sessions' memory and waits until the threads have ended. */
  async release(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.release()))
  }
}

function* numbered<T>(values: Iterable<T>): Generator<[number, T], void, undefined> {
  let index = 0
  for (const value of values) yield [index++, value]
}
