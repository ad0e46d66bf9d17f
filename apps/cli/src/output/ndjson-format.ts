import type { PromptName } from '@deqa/model'
import type { FileStamp } from '../input/file-stamp.ts'
import type { Row } from './row.ts'
import type { RowFormat } from './row-format.ts'

/** What a score depends on besides the image. Rows of one file agree in it. */
export interface Provenance {
  readonly model: string
  readonly revision: string
  readonly prompt: PromptName
  readonly autoOrient: boolean
}

/** The first thing that two scores depend on and do not share; undefined if they can be compared. */
export function differenceOf(
  found: Provenance,
  expected: Provenance,
): { key: keyof Provenance; found: string; expected: string } | undefined {
  for (const key of ['model', 'revision', 'prompt', 'autoOrient'] as const)
    if (found[key] !== expected[key])
      return { key, found: String(found[key]), expected: String(expected[key]) }
  return undefined
}

/** The same for one document: the beginning of the `model` of `deqa score --json`, and how images were read. */
export function provenanceFields({ model, revision, prompt, autoOrient }: Provenance): {
  model: { name: string; revision: string; prompt: PromptName }
  autoOrient: boolean
} {
  return { model: { name: model, revision, prompt }, autoOrient }
}

/** A line stands for itself: what was scored, by what, and the stamp of the file at that time. */
export type NdjsonRow = Row & Provenance & FileStamp

/** One JSON object per line. */
export function ndjsonFormat(provenance: Provenance): RowFormat {
  return {
    head: '',
    row: (row, stamp) => `${JSON.stringify({ ...row, ...provenance, ...stamp } satisfies NdjsonRow)}\n`,
    tail: '',
  }
}
