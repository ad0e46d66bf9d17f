import { DatasetFileMalformed, messageOf } from '../errors.ts'
import { readWholeFile } from '../files/open-file.ts'
import { writeFileWhole } from '../files/write-file.ts'
import { formatDeqaMetaItem } from './format-item.ts'
import type { DeqaMetaItem } from './item.ts'
import { parseDeqaMetaItem } from './parse-item.ts'

/**
 * Reads a DeQA meta file: a JSON list of images with score, deviation and soft label.
 *
 * @returns the items in file order, levels ascending (the file lists excellent first).
 * @throws {DatasetFileUnreadable} if the file cannot be read.
 * @throws {DatasetFileMalformed} if it is not a JSON list, or an item is wrong: names the item, from 0.
 */
export async function readDeqaMeta(path: string): Promise<DeqaMetaItem[]> {
  return (await readMetaEntries(path)).map((entry, index) => {
    try {
      return parseDeqaMetaItem(entry)
    } catch (cause) {
      throw new DatasetFileMalformed(path, `item ${index}: ${messageOf(cause)}`, { cause })
    }
  })
}

/** The entries of a meta file, not looked into. */
export async function readMetaEntries(path: string): Promise<readonly unknown[]> {
  let json: unknown
  try {
    json = JSON.parse((await readWholeFile(path)).toString('utf8'))
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new DatasetFileMalformed(path, cause.message, { cause })
    throw cause
  }
  if (!Array.isArray(json)) throw new DatasetFileMalformed(path, 'expected a JSON list of items')
  return json
}

/**
 * Writes a DeQA meta file that the original system can train and evaluate on: its keys in its order,
 * excellent first, numbers in full precision. Items are written as they come, in bounded memory; the file
 * appears under its name only when it is complete.
 *
 * @throws {RangeError} as `formatDeqaMetaItem` does.
 * @throws {DatasetFileUnwritable} if the file cannot be written.
 */
export async function writeDeqaMeta(
  path: string,
  items: Iterable<DeqaMetaItem> | AsyncIterable<DeqaMetaItem>,
): Promise<void> {
  await writeFileWhole(path, metaText(items))
}

async function* metaText(
  items: Iterable<DeqaMetaItem> | AsyncIterable<DeqaMetaItem>,
): AsyncGenerator<string, void, undefined> {
  let separator = '[\n'
  for await (const item of items) {
    yield separator + JSON.stringify(formatDeqaMetaItem(item), null, 4)
    separator = ',\n'
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n'
}
