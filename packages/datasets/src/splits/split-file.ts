import { posix } from 'node:path'
import type { SplitName } from '../dataset.ts'
import { DatasetFileMalformed, DatasetSplitInvalid, messageOf } from '../errors.ts'
import { readWholeFile } from '../files/open-file.ts'
import { splitOfWord } from './split-names.ts'
import type { SplitOf } from './with-split.ts'

/** A split by image names, as read from a file. */
export interface SplitFile {
  readonly path: string
  /** Number of names in each part. */
  readonly sizes: Readonly<Partial<Record<SplitName, number>>>
  /** The part of a row, by the base name of its `id`; undefined for an image in no part. */
  readonly splitOf: SplitOf
}

/**
 * Reads a `split.json`: `{ "train": [names], "test": [names] }`, also `validation` (or `val`). Membership is
 * by base name, as in the original system; an image in no part stays out.
 *
 * @throws {DatasetFileUnreadable} if the file cannot be read.
 * @throws {DatasetFileMalformed} if it is not such a JSON object.
 * @throws {DatasetSplitInvalid} if a name is in two parts.
 */
export async function readSplitFile(path: string): Promise<SplitFile> {
  const parts = parseParts(path, (await readWholeFile(path)).toString('utf8'))
  const byName = new Map<string, SplitName>()
  const sizes: Partial<Record<SplitName, number>> = {}
  const twice: string[] = []
  for (const [part, names] of parts) {
    sizes[part] = names.length
    for (const name of names) {
      const key = baseName(name)
      const other = byName.get(key)
      if (other !== undefined && other !== part) twice.push(key)
      byName.set(key, part)
    }
  }
  if (twice.length > 0) {
    throw new DatasetSplitInvalid(
      `${path}: ${twice.length} names are in two parts, the first is ${JSON.stringify(twice[0])}`,
      'Scores on such a test set would be too good; get a split without overlap, or cut one by reference.',
    )
  }
  return { path, sizes, splitOf: (row) => byName.get(baseName(row.id)) }
}

function parseParts(path: string, text: string): [SplitName, readonly string[]][] {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new DatasetFileMalformed(path, messageOf(cause), { cause })
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new DatasetFileMalformed(path, 'expected an object such as { "train": [names], "test": [names] }')
  }
  return Object.entries(json).map(([key, names]) => {
    const part = splitOfWord(key)
    if (part === undefined) {
      throw new DatasetFileMalformed(
        path,
        `expected the parts train, validation and test, got ${JSON.stringify(key)}`,
      )
    }
    if (!Array.isArray(names) || names.some((name) => typeof name !== 'string')) {
      throw new DatasetFileMalformed(path, `${JSON.stringify(key)}: expected a list of image names`)
    }
    return [part, names as string[]]
  })
}

/** The part after the last slash of either kind. */
function baseName(name: string): string {
  return posix.basename(name.replaceAll('\\', '/'))
}
