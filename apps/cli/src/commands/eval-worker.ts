import { parentPort } from 'node:worker_threads'
import type { BaselineName } from '@deqa/baselines'
import { type BaselineValues, measureByBaselines } from './eval-measure.ts'

/** What a thread is told. */
export interface Order {
  readonly path: string
  readonly names: readonly BaselineName[]
}

/** What a thread says. */
export type Report = { readonly values: BaselineValues } | { readonly failure: string }

const port = parentPort!
port.on('message', ({ path, names }: Order) => {
  measureByBaselines(path, names).then(
    (values) => port.postMessage({ values } satisfies Report),
    (error: Error) => port.postMessage({ failure: error.stack ?? error.message } satisfies Report),
  )
})
