import type { ScoreOptions, Scorer } from '@deqa/model'
import type { InputItem } from '../input/expand-inputs.ts'
import { type FileStamp, stampOf } from '../input/file-stamp.ts'
import { type Row, toRow } from '../output/row.ts'

export interface ScoredItem {
  readonly row: Row
  /** Of the file as it was before it was read. */
  readonly stamp: FileStamp
}

/** Scores the items that can be and yields one row for each, in order. */
export async function* scoreItems(
  scorer: Scorer,
  items: readonly InputItem[],
  options: ScoreOptions,
): AsyncGenerator<ScoredItem, void, undefined> {
  const stamps: FileStamp[] = []
  async function* readable(): AsyncGenerator<string> {
    for (const { path, problem } of items) {
      if (problem) continue
      stamps.push(await stampOf(path))
      yield path
    }
  }

  const results = scorer.stream(readable(), options)
  try {
    for (const { path, problem } of items) {
      if (problem) {
        yield { row: { file: path, error: problem }, stamp: await stampOf(path) }
        continue
      }
      const result = await results.next()
      if (result.done) throw new Error(`the scorer ended before ${path}`)
      yield { row: toRow(path, result.value), stamp: stamps.shift()! }
    }
  } finally {
    await results.return()
  }
}
