import { parentPort } from 'node:worker_threads'
import { makeImages, type Work } from './dataset-make-work.ts'

/** What a thread is told. */
export type Order = { readonly work: Work } | 'stop'

/** What a thread says: an image is made, or the work is done, perhaps with a photograph that cannot be used. */
export type Report = 'made' | { readonly problem: string | undefined } | { readonly error: ThreadError }

/** What a message between threads keeps of an error of any class. */
export interface ThreadError {
  readonly name: string
  readonly message: string
}

const stopping = new AbortController()
const port = parentPort!
port.on('message', (order: Order) => {
  if (order === 'stop') stopping.abort()
  else
    makeImages(order.work, stopping.signal, () => report('made')).then(
      (problem) => report({ problem }),
      (error: Error) => report({ error: { name: error.name, message: error.message } }),
    )
})

function report(message: Report): void {
  port.postMessage(message)
}
