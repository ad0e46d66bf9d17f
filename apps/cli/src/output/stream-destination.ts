import { once } from 'node:events'
import { OutputClosed, OutputFailed } from '../errors.ts'
import type { OutputStream } from '../terminal.ts'
import type { Destination } from './destination.ts'

/**
 * A stream that others own, such as standard output. Waits when its reader is slow, but not for ever: once
 * `signal` aborts, the rest is left to the stream's own buffer.
 */
export function streamDestination(stream: OutputStream, signal: AbortSignal): Destination {
  return {
    async write(text) {
      if (signal.reason instanceof OutputClosed || signal.reason instanceof OutputFailed) return
      if (!stream.write(text) && !signal.aborted) {
        await once(stream, 'drain', { signal }).catch((error: unknown) => {
          if (!signal.aborted) throw error
        })
      }
    },
    async finish() {},
    async discard() {},
  }
}
