import type { PlainTensors } from './plain-tensor.ts'
import type { SessionOptions } from './session.ts'
import { SessionThread } from './session-thread.ts'

/**
 * Graphs that compute one after the other, each in a thread of its own: the outputs of one are the inputs of the next. They
 * are opened at once, since the runtime opens a graph with one thread, which takes long for a large one.
 */
export class SessionChain {
  readonly #threads: readonly SessionThread[]

  private constructor(threads: readonly SessionThread[]) {
    this.#threads = threads
  }

  /**
   * @param paths - of the graph files, in their order; external weights are found beside them.
   * @throws {DeviceUnavailableError} if another device than the CPU was asked for and cannot be used.
   * @throws {Error} if one of the graphs cannot be opened; then none stays open.
   */
  static async open(paths: readonly string[], options: SessionOptions = {}): Promise<SessionChain> {
    return new SessionChain(await SessionThread.openAll(paths, options))
  }

  /**
   * Runs the graphs over these tensors, and returns every output of the last.
   *
   * @param given - memory of `feeds` that the first thread may have for good; all other memory is copied.
   * @throws {Error} if a run fails, or a thread has ended.
   */
  async run(feeds: PlainTensors, given: readonly ArrayBuffer[] = []): Promise<PlainTensors> {
    let [values, free] = [feeds, given]
    for (const thread of this.#threads) {
      values = await thread.run(values, free)
      free = Object.values(values).map(({ data }) => data.buffer as ArrayBuffer)
    }
    return values
  }

  /** Frees the sessions' memory and lets the threads end, after what they have been told to do. */
  async release(): Promise<void> {
    // One after the other: what a thread still computes has to reach the next one before that is told to end.
    for (const thread of this.#threads) await thread.release()
  }
}
