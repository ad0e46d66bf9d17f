import { createReadStream } from 'node:fs'

export interface Line {
  readonly text: string
  /** Whether a line end follows. Only the last line can lack it. */
  readonly complete: boolean
}

/**
 * The lines of a UTF-8 file, ended by `\n` alone: JSON text may hold the other line ends that
 * `node:readline` splits at.
 */
export async function* readLines(path: string): AsyncGenerator<Line, void, undefined> {
  let parts: Buffer[] = []
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let start = 0
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      parts.push(chunk.subarray(start, end))
      yield { text: Buffer.concat(parts).toString('utf8'), complete: true }
      parts = []
      start = end + 1
    }
    if (start < chunk.length) parts.push(chunk.subarray(start))
  }
  if (parts.length > 0) yield { text: Buffer.concat(parts).toString('utf8'), complete: false }
}
