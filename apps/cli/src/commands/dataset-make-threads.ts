import { Worker } from 'node:worker_threads'
import { makeImages, type Work } from './dataset-make-work.ts'
import type { Order, Report } from './dataset-make-worker.ts'

interface Progress {
  readonly onMade: () => void
  /** A photograph that cannot be used. */
  readonly onProblem: (work: Work, problem: string) => void
}

/**
 * Does all work on so many threads; one is this one. After an abort each thread finishes its image first. What is
 * made does not depend on the number of threads.
 */
export async function doAll(
  works: readonly Work[],
  jobs: number,
  signal: AbortSignal,
  { onMade, onProblem }: Progress,
): Promise<void> {
  const queue = works.values()
  const failing = new AbortController()
  const stopping = AbortSignal.any([signal, failing.signal])
  const drain = async (make: (work: Work) => Promise<string | undefined>) => {
    for (const work of queue) {
      if (stopping.aborted) return
      const problem = await make(work)
      if (problem !== undefined) onProblem(work, problem)
    }
  }
  const threads = Math.min(jobs, works.length)
  if (threads <= 1) {
    await drain((work) => makeImages(work, stopping, onMade))
  } else {
    const drained = Array.from({ length: threads }, () =>
      withThread(stopping, onMade, drain).catch((error: unknown) => {
        failing.abort()
        throw error
      }),
    )
    const failed = (await Promise.allSettled(drained)).find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected') throw failed.reason
  }
  signal.throwIfAborted()
}

async function withThread(
  signal: AbortSignal,
  onMade: () => void,
  use: (make: (work: Work) => Promise<string | undefined>) => Promise<void>,
): Promise<void> {
  const thread = new Worker(new URL(import.meta.url.replace(/threads(\.\w+)$/, 'worker$1')))
  const tell = (order: Order) => thread.postMessage(order)
  const stop = () => tell('stop')
  signal.addEventListener('abort', stop)
  try {
    await use(
      (work) =>
        new Promise((resolve, reject) => {
          // Replace those of the last work.
          thread.removeAllListeners()
          thread.on('error', reject)
          thread.on('exit', () => reject(new Error('a thread ended before its work was done')))
          thread.on('message', (report: Report) => {
            if (report === 'made') onMade()
            else if ('error' in report) reject(Object.assign(new Error(), report.error))
            else resolve(report.problem)
          })
          tell({ work })
        }),
    )
  } finally {
    signal.removeEventListener('abort', stop)
    await thread.terminate()
  }
}
