import { parentPort } from 'node:worker_threads'
import { DeviceUnavailableError } from '../../device-unavailable-error.ts'
import { fromPlain, type PlainTensors, toPlain } from './plain-tensor.ts'
import { OnnxSession, type SessionDevice, type SessionOptions } from './session.ts'

/** What a thread is told. All but `keep` and `release` are answered, in their order. */
export type Order =
  | { readonly type: 'open'; readonly path: string; readonly options: SessionOptions }
  /** Tensors that every later run gets besides its own. */
  | { readonly type: 'keep'; readonly feeds: PlainTensors }
  | { readonly type: 'run'; readonly feeds: PlainTensors }
  | { readonly type: 'release' }

/** What a thread answers. Errors lose their class on the way, so the one that callers tell apart is said in other words. */
export type Answer =
  | { readonly outputs: PlainTensors }
  | { readonly failure: unknown }
  | { readonly unavailable: SessionDevice; readonly cause: Error }

const port = parentPort!
let session: OnnxSession | undefined
let kept: PlainTensors = {}
let last: Promise<void> = Promise.resolve()

port.on('message', (order: Order) => {
  // One after the other: a run may not begin before the session is open, nor the session end within a run.
  last = last.then(() => carryOut(order))
})

async function carryOut(order: Order): Promise<void> {
  if (order.type === 'keep') {
    kept = order.feeds
  } else if (order.type === 'release') {
    await session?.release()
    // Nothing else keeps the thread alive.
    port.close()
  } else {
    await answerTo(order)
  }
}

async function answerTo(order: Order & { readonly type: 'open' | 'run' }): Promise<void> {
  try {
    const outputs = order.type === 'open' ? await open(order.path, order.options) : await run(order.feeds)
    const buffers = Object.values(outputs).map(({ data }) => data.buffer as ArrayBuffer)
    port.postMessage({ outputs } satisfies Answer, buffers)
  } catch (failure) {
    port.postMessage(refusal(failure))
  }
}

function refusal(failure: unknown): Answer {
  if (!(failure instanceof DeviceUnavailableError)) return { failure }
  return { unavailable: failure.device as SessionDevice, cause: failure.cause as Error }
}

async function open(path: string, options: SessionOptions): Promise<PlainTensors> {
  session = await OnnxSession.open(path, options)
  return {}
}

async function run(feeds: PlainTensors): Promise<PlainTensors> {
  return toPlain(await session!.runTensors(fromPlain({ ...kept, ...feeds })))
}
