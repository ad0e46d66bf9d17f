import type { DatasetRow, SplitName } from '../dataset.ts'
import { contentOfRow } from './split-by-reference.ts'

/** A content that a model would meet in training and again in a test. */
export interface Leak {
  /** The reference, or the image itself. */
  readonly content: string
  /** The parts it is in, at least two. */
  readonly parts: readonly SplitName[]
}

/** Collects contents and their parts, row by row. */
export class LeakFinder {
  private readonly parts = new Map<string, Set<SplitName>>()
  private readonly contentOf: (row: DatasetRow) => string

  constructor(contentOf: (row: DatasetRow) => string = contentOfRow) {
    this.contentOf = contentOf
  }

  see(row: DatasetRow): void {
    if (row.split === undefined) return
    const content = this.contentOf(row)
    const parts = this.parts.get(content)
    if (parts === undefined) this.parts.set(content, new Set([row.split]))
    else parts.add(row.split)
  }

  /** The contents in more than one part, in the order they were first seen. */
  leaks(): Leak[] {
    return [...this.parts]
      .filter(([, parts]) => parts.size > 1)
      .map(([content, parts]) => ({ content, parts: [...parts] }))
  }
}

/** Finds contents that are in more than one part of a split; none for a sound one. */
export async function findLeaks(
  rows: Iterable<DatasetRow> | AsyncIterable<DatasetRow>,
  options: { readonly contentOf?: (row: DatasetRow) => string } = {},
): Promise<Leak[]> {
  const finder = new LeakFinder(options.contentOf)
  for await (const row of rows) finder.see(row)
  return finder.leaks()
}
