import { Worker } from 'node:worker_threads'
import type { BaselineName } from '@deqa/baselines'
import type { MeasureImage } from '@deqa/trainer'
import { type BaselineValues, measureByBaselines } from './eval-measure.ts'
import type { Order, Report } from './eval-worker.ts'

/** Measures images by baselines, as many at a time as there are threads. */
export interface BaselineThreads extends AsyncDisposable {
  readonly measure: MeasureImage
}

/** @param count - threads; one is this one. Each starts when it is first needed. */
export function baselineThreads(count: number): BaselineThreads {
  const threads: Worker[] = []
  const idle: Worker[] = []
  async function measureInThread(order: Order): Promise<BaselineValues> {
    const thread = idle.pop() ?? startThread(threads)
    const report = await ask(thread, order)
    idle.push(thread)
    if ('failure' in report) throw new Error(report.failure)
    return report.values
  }
  return {
    async measure(path, names) {
      const order = { path, names: names as readonly BaselineName[] }
      const values = await (count > 1 ? measureInThread(order) : measureByBaselines(order.path, order.names))
      return Object.fromEntries(
        Object.entries(values).map(([name, value]) => [
          name,
          typeof value === 'number' ? value : new Error(value.problem),
        ]),
      )
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(threads.map((thread) => thread.terminate()))
    },
  }
}

function startThread(threads: Worker[]): Worker {
  const thread = new Worker(new URL(import.meta.url.replace(/threads(\.\w+)$/, 'worker$1')))
  threads.push(thread)
  return thread
}

function ask(thread: Worker, order: Order): Promise<Report> {
  return new Promise((resolve, reject) => {
    // Replace those of the last order.
    thread.removeAllListeners()
    thread.on('error', reject)
    thread.on('exit', () => reject(new Error('a thread ended before its work was done')))
    thread.on('message', resolve)
    thread.postMessage(order)
  })
}
