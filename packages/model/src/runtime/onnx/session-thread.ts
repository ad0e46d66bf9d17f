import { Worker } from 'node:worker_threads'
import { workerEntry } from '../worker-entry.ts'
import type { PlainTensors } from './plain-tensor.ts'
import { deviceUnavailable, type SessionOptions } from './session.ts'
import type { Answer, Order } from './session-worker.ts'

interface Waiting {
  resolve(outputs: PlainTensors): void
  reject(error: unknown): void
}

/**
 * A graph loaded into ONNX Runtime in a thread of its own. The runtime computes within the call, promise or not: where it
 * is called, nothing else happens until it has finished.
 *
 * The thread keeps the process alive as long as somebody waits for it, and no longer.
 */
export class SessionThread {
  readonly #worker: Worker
  readonly #exit: Promise<void>
  /** For the answers to come, in their order. */
  readonly #waiting: Waiting[] = []
  /** Why there is no thread any more. */
  #end: unknown

  private constructor() {
    const { filename, ...options } = workerEntry(import.meta.url, 'session-worker')
    this.#worker = new Worker(new URL(filename), options)
    this.#worker.unref()
    this.#worker.on('message', (answer: Answer) => {
      const { resolve, reject } = this.#waiting.shift()!
      if (this.#waiting.length === 0) this.#worker.unref()
      if ('outputs' in answer) resolve(answer.outputs)
      else if ('failure' in answer) reject(answer.failure)
      else reject(deviceUnavailable(answer.unavailable, answer.cause))
    })
    let cause: unknown
    this.#worker.on('error', (error) => {
      cause = error
    })
    this.#exit = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#end = cause ?? new Error('SessionThread: the thread has ended')
        for (const { reject } of this.#waiting.splice(0)) reject(this.#end)
        resolve()
      })
    })
  }

  /**
   * Opens a graph file; its external weights are found beside it.
   * @throws {DeviceUnavailableError} if another device than the CPU was asked for and cannot be used.
   * @throws {Error} if the graph cannot be opened.
   */
  static async open(path: string, options: SessionOptions = {}): Promise<SessionThread> {
    const thread = new SessionThread()
    try {
      await thread.#ask({ type: 'open', path, options })
      return thread
    } catch (error) {
      await thread.release()
      throw error
    }
  }

  /**
   * Opens several graph files at once, each in a thread of its own.
   * @throws what `open` throws for the first that cannot be opened; then none stays open.
   */
  static async openAll(paths: readonly string[], options: SessionOptions = {}): Promise<SessionThread[]> {
    const opened = await Promise.allSettled(paths.map((path) => SessionThread.open(path, options)))
    const threads = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    const failed = opened.find((result) => result.status === 'rejected')
    if (!failed) return threads
    await Promise.all(threads.map((thread) => thread.release()))
    throw failed.reason
  }

  /** Gives tensors to all later runs, in place of those given before. */
  keep(feeds: PlainTensors): void {
    this.#worker.postMessage({ type: 'keep', feeds } satisfies Order)
  }

  /**
   * Runs the graph once over these tensors and those that it keeps, and returns every output.
   *
   * @param given - memory of `feeds` that the thread may have for good; all other memory is copied.
   * @throws {Error} if the run fails, or the thread has ended.
   */
  run(feeds: PlainTensors, given: readonly ArrayBuffer[] = []): Promise<PlainTensors> {
    return this.#ask({ type: 'run', feeds }, given)
  }

  /** Frees the session's memory and lets the thread end, after what it has been told to do. */
  async release(): Promise<void> {
    this.#worker.ref()
    this.#worker.postMessage({ type: 'release' } satisfies Order)
    await this.#exit
  }

  #ask(order: Order, given: readonly ArrayBuffer[] = []): Promise<PlainTensors> {
    return new Promise((resolve, reject) => {
      if (this.#end !== undefined) throw this.#end
      this.#worker.postMessage(order, given)
      this.#worker.ref()
      this.#waiting.push({ resolve, reject })
    })
  }
}
