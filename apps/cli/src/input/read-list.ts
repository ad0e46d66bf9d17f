import { addAbortSignal, type Readable } from 'node:stream'
import type { InputStream } from '../terminal.ts'

/**
 * The lines of a stream, to its end. Empty lines and a carriage return at the end of a line are dropped.
 * Stops with an error when `signal` aborts.
 */
export async function readList(stream: InputStream, signal: AbortSignal): Promise<string[]> {
  const chunks: Buffer[] = []
  for await (const chunk of addAbortSignal(signal, stream as Readable)) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line !== '')
}
