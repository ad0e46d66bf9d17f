import { open, readFile } from 'node:fs/promises'
import { writeDurably } from '../checkpoint/durable-files.ts'
import type { RunEvent } from '../run/run-events.ts'
import { OrderedFile } from './ordered-file.ts'

/** An event, and when it was. */
export type LoggedEvent = RunEvent & { /** ISO 8601, UTC. */ readonly time: string }

/** The events of a run as JSON lines. */
export class EventLog extends OrderedFile {
  /**
   * Opens the log of a run that goes on after `step` updates. What an earlier session wrote about later ones is
   * dropped: they are made again.
   */
  static async open(path: string, step: number): Promise<EventLog> {
    const earlier = (await readEvents(path)).filter((event) => event.step <= step && event.type !== 'end')
    await writeDurably(path, earlier.map((event) => `${JSON.stringify(event)}\n`).join(''))
    return new EventLog(await open(path, 'a'))
  }

  /** Events are written in order; a failure shows at `flush` and `close`. */
  add(event: RunEvent): void {
    const line = `${JSON.stringify({ ...event, time: new Date().toISOString() })}\n`
    this.append(line)
  }
}

/** The events of a run; an empty list if there are none. A last line that is torn is left out. */
export async function readEvents(path: string): Promise<LoggedEvent[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as LoggedEvent]))
}
