import { mkdir, open } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { OrderedFile } from './ordered-file.ts'
import { encodeEvent, frameRecord, type TensorBoardEvent } from './tensorboard-event.ts'

/** What every event file begins with. */
const FILE_VERSION = 'brain.Event:2'

/** Writes scalars that TensorBoard shows. Each session of a run has a file of its own in the same folder. */
export class TensorBoardWriter extends OrderedFile {
  /**
   * @param folder - made if it is not there.
   * @param step - updates made before. Above 0, curves of earlier sessions are cut off there.
   */
  static async open(folder: string, step: number): Promise<TensorBoardWriter> {
    await mkdir(folder, { recursive: true })
    const seconds = String(Math.floor(Date.now() / 1000)).padStart(10, '0')
    const name = `events.out.tfevents.${seconds}.${hostname()}.${process.pid}.${step}`
    const writer = new TensorBoardWriter(await open(join(folder, name), 'w'))
    writer.#write({ wallTime: now(), fileVersion: FILE_VERSION })
    if (step > 0) writer.#write({ wallTime: now(), step: step + 1, restart: true })
    await writer.flush()
    return writer
  }

  /**
   * Numbers are written in order; a failure shows at `flush` and `close`.
   *
   * @param scalars - by tag, such as `loss/total`; what is before the slash is a group of curves.
   */
  add(step: number, scalars: Readonly<Record<string, number>>): void {
    this.#write({ wallTime: now(), step, scalars })
  }

  #write(event: TensorBoardEvent): void {
    this.append(frameRecord(encodeEvent(event)))
  }
}

function now(): number {
  return Date.now() / 1000
}
