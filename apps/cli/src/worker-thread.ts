import { Worker } from 'node:worker_threads'

/** Starts a thread for a module named `…-threads`: it runs the module `…-worker` beside it. */
export function startWorker(moduleUrl: string): Worker {
  return new Worker(new URL(moduleUrl.replace(/threads(\.\w+)$/, 'worker$1')))
}

/**
 * Gives a thread an order and waits for its answer; one order at a time.
 *
 * @param onReport - told what the thread says, until it resolves or rejects.
 */
export function askWorker<Report, Answer>(
  thread: Worker,
  order: unknown,
  onReport: (report: Report, resolve: (answer: Answer) => void, reject: (error: Error) => void) => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // Replace those of the last order.
    thread.removeAllListeners()
    thread.on('error', reject)
    thread.on('exit', () => reject(new Error('a thread ended before its work was done')))
    thread.on('message', (report: Report) => onReport(report, resolve, reject))
    thread.postMessage(order)
  })
}
