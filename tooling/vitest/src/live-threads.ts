import type { Worker } from 'node:worker_threads'

/** The worker threads that this one starts from now on, as long as they live. */
export function liveThreads(): ReadonlySet<Worker> {
  const live = new Set<Worker>()
  process.on('worker', (worker: Worker) => {
    live.add(worker)
    worker.once('exit', () => live.delete(worker))
  })
  return live
}
