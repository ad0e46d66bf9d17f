import { Worker } from 'node:worker_threads'
import { workerEntry } from '../worker-entry.ts'
import type { PlainTensors } from './plain-tensor.ts'
import type { SessionOptions } from './session.ts'
import type { Answer, Order } from './session-worker.ts'

interface Waiting {
  resolve(outputs: PlainTensors): void
  reject(error: unknown): void
}

/** A graph loaded into ONNX Runtime in a thread of its own. */
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
    this.#worker.on('message', (answer: Answer) => {
      const { resolve, reject } = this.#waiting.shift()!
      if ('failure' in answer) reject(answer.failure)
      else resolve(answer.outputs)
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
   * @throws {Error} what `OnnxSession.open` throws, without its class, which does not pass between threads.
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

  /** Gives tensors to all later runs, in place of those given before. */
  keep(feeds: PlainTensors): void {
    this.#worker.postMessage({ type: 'keep', feeds } satisfies Order)
  }

  /**
   * Runs the graph once over these tensors and those that it keeps, and returns every output.
   * @throws {Error} if the run fails, or the thread has ended.
   */
  run(feeds: PlainTensors): Promise<PlainTensors> {
    return this.#ask({ type: 'run', feeds })
  }

  /** Frees the session's memory and lets the thread end, after what it has been told to do. */
  async release(): Promise<void> {
    this.#worker.postMessage({ type: 'release' } satisfies Order)
    await this.#exit
  }

  #ask(order: Order): Promise<PlainTensors> {
    return new Promise((resolve, reject) => {
      if (this.#end !== undefined) throw this.#end
      this.#worker.postMessage(order)
      this.#waiting.push({ resolve, reject })
    })
  }
}
