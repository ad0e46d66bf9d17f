import { askWorker, startWorker } from '../worker-thread.ts'
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
  const thread = startWorker(import.meta.url)
  const stop = () => thread.postMessage('stop' satisfies Order)
  signal.addEventListener('abort', stop)
  try {
    await use((work) =>
      askWorker<Report, string | undefined>(thread, { work } satisfies Order, (report, resolve, reject) => {
        if (report === 'made') onMade()
        else if ('error' in report) reject(Object.assign(new Error(), report.error))
        else resolve(report.problem)
      }),
    )
  } finally {
    signal.removeEventListener('abort', stop)
    await thread.terminate()
  }
}
