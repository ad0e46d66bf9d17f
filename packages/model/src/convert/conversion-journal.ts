import { createHash } from 'node:crypto'
import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readJsonFile } from '../checkpoint/read-json-file.ts'

const JOURNAL_FILE = 'conversion.json'

/** How much of a model's weights is on the disk. */
export interface ConversionState {
  /** Tensors of the checkpoint that are written, in the order of the conversion. */
  readonly tensors: number
  /** Whether what is computed from them is written as well. */
  readonly isComplete: boolean
}

const schema = z.object({ key: z.string(), tensors: z.int().nonnegative(), isComplete: z.boolean() })

const NOTHING: ConversionState = { tensors: 0, isComplete: false }

/**
 * What of a conversion is done, so that one that was interrupted is gone on with. Kept in the folder that is being
 * written; whoever uses it is alone there.
 */
export class ConversionJournal {
  readonly #folder: string
  readonly #key: string
  #state: ConversionState

  private constructor(folder: string, key: string, state: ConversionState) {
    this.#folder = folder
    this.#key = key
    this.#state = state
  }

  /**
   * @param key - stands for all that the result depends on. What a conversion with another key left is removed.
   */
  static async open(folder: string, key: string): Promise<ConversionJournal> {
    const state = await readState(folder, key)
    if (!state) {
      for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true })
    }
    return new ConversionJournal(folder, key, state ?? NOTHING)
  }

  get state(): ConversionState {
    return this.#state
  }

  /** To be called when that much has been forced to the disk. */
  async record(state: ConversionState): Promise<void> {
    const file = join(this.#folder, JOURNAL_FILE)
    await writeFile(`${file}.new`, JSON.stringify({ key: this.#key, ...state }), { flush: true })
    await rename(`${file}.new`, file)
    this.#state = state
  }

  /** The conversion is done. */
  async remove(): Promise<void> {
    await rm(join(this.#folder, JOURNAL_FILE))
  }
}

async function readState(folder: string, key: string): Promise<ConversionState | undefined> {
  const found = schema.safeParse(await readJsonFile(join(folder, JOURNAL_FILE)).catch(() => undefined))
  return found.success && found.data.key === key ? found.data : undefined
}

/** A digest of any values of JSON, to be compared. */
export function journalKey(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

/** What tells, without reading them, whether the files of some folders are still the same: names, sizes and times. */
export async function stampFolders(folders: readonly string[]): Promise<unknown> {
  const stamps = folders.map(async (folder) => {
    const names = (await readdir(folder)).sort()
    const files = names.map(async (name) => {
      const status = await stat(join(folder, name)).catch(() => undefined)
      return status?.isFile() ? [[name, status.size, status.mtimeMs]] : []
    })
    return [folder, ...(await Promise.all(files)).flat()]
  })
  return await Promise.all(stamps)
}
