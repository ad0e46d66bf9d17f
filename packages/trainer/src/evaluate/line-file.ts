import { open, readFile, truncate } from 'node:fs/promises'
import { TrainerError } from '../errors.ts'

/** How a record is written as one line of text, and read again. */
export interface LineForm<T> {
  /** What a line holds, for messages, as in `a prediction`. */
  readonly what: string
  /** With the line's end. */
  format(record: T): string
  /** @throws {Error} if the line holds something else. */
  parse(line: string): T
}

/** A file that grows line by line; each line is with the system before the next is made. */
export interface LineWriter<T> extends AsyncDisposable {
  write(record: T): Promise<void>
}

/** @throws {TrainerError} (`PREDICTIONS_INVALID`) with the line that holds something else. */
export async function readLineFile<T>(path: string, { what, parse }: LineForm<T>): Promise<T[]> {
  const text = await readFile(path, 'utf8')
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return []
    try {
      return [parse(line)]
    } catch (cause) {
      throw new TrainerError(
        'PREDICTIONS_INVALID',
        `${path}:${i + 1}: expected ${what}: ${(cause as Error).message}`,
        { advice: 'Remove the line, or write to another file.', cause },
      )
    }
  })
}

/**
 * Opens a file to go on with it. A last line that a killed process left torn is cut off.
 *
 * @returns what it holds already, and the writer that appends.
 * @throws {TrainerError} (`PREDICTIONS_INVALID`) as `readLineFile`.
 */
export async function openLineFile<T>(
  path: string,
  form: LineForm<T>,
): Promise<{ earlier: T[]; writer: LineWriter<T> }> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (bytes) await truncate(path, bytes.lastIndexOf(0x0a) + 1)
  const earlier = bytes ? await readLineFile(path, form) : []
  const file = await open(path, 'a')
  const writer: LineWriter<T> = {
    write: (record) => file.appendFile(form.format(record)),
    async [Symbol.asyncDispose]() {
      await file.sync()
      await file.close()
    },
  }
  return { earlier, writer }
}
