import { addAbortSignal, type Readable } from 'node:stream'
import type { InputStream } from '../terminal.ts'

/**
 * The paths in a stream, to its end: separated by NUL bytes if there is one, else by line ends. Empty ones and a carriage
 * return at the end of a line are dropped.
 * Stops with an error when `signal` aborts.
 */
export async function readList(stream: InputStream, signal: AbortSignal): Promise<string[]> {
  const chunks: Buffer[] = []
  for await (const chunk of addAbortSignal(signal, stream as Readable)) chunks.push(Buffer.from(chunk))
  const text = Buffer.concat(chunks).toString('utf8')
  // No path holds a NUL byte, and one that ends with it may hold everything else, as after `find -print0`.
  const paths = text.includes('\0') ? text.split('\0') : text.replace(/^\uFEFF/, '').split(/\r?\n/)
  return paths.filter((path) => path !== '')
}
