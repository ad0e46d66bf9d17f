import type { Worker } from 'node:worker_threads'
import type { BaselineName } from '@deqa/baselines'
import type { MeasureImage } from '@deqa/trainer'
import { askWorker, startWorker } from '../worker-thread.ts'
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
  function startThread(): Worker {
    const thread = startWorker(import.meta.url)
    threads.push(thread)
    return thread
  }
  async function measureInThread(order: Order): Promise<BaselineValues> {
    const thread = idle.pop() ?? startThread()
    const values = await askWorker<Report, BaselineValues>(thread, order, (report, resolve, reject) => {
      if ('failure' in report) reject(new Error(report.failure))
      else resolve(report.values)
    })
    idle.push(thread)
    return values
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
