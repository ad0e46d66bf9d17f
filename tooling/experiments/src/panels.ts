import { join } from 'node:path'
import { type DatasetRow, writeTable } from '@deqa/datasets'

/** What each panel sees, by the ratings of the whole range: the mild damage, or the severe. The middle is seen by both. */
export const SEEN = {
  mild: { min: 2.4, max: 4.612 },
  severe: { min: 1.3, max: 3.6 },
} as const

/** The two sets of {@link makePanels}. */
export interface Panels {
  readonly mild: readonly DatasetRow[]
  readonly severe: readonly DatasetRow[]
}

/**
 * Two sets of the learning set with conflicting scales, as `mild.csv` and `severe.csv`: each panel judges other contents,
 * sees a part of the range of damage only, and gives the worst it sees 1 and the best 5, as raters do (the range effect:
 * ITU-R BT.500 asks for anchors because of it). So the same damage is bad to one panel and good to the other.
 *
 *   mos' = 1 + 4 (mos − min) / (max − min),   std' = std
 */
export async function makePanels(folder: string, rows: readonly DatasetRow[]): Promise<Panels> {
  const references = [...new Set(rows.map(({ reference }) => reference))]
  // Kinds of contents come in turn: alternate within each kind, so that no panel has a kind of its own.
  const judgeOf = (row: DatasetRow) => (references.indexOf(row.reference) % 2 === 0 ? 'mild' : 'severe')
  const seenBy = (panel: keyof Panels) =>
    rows.flatMap((row): DatasetRow[] => {
      const { min, max } = SEEN[panel]
      if (judgeOf(row) !== panel || row.mos < min || row.mos > max) return []
      return [{ ...row, mos: 1 + (4 * (row.mos - min)) / (max - min) }]
    })
  const panels = { mild: seenBy('mild'), severe: seenBy('severe') }
  for (const [name, seen] of Object.entries(panels)) await writeTable(join(folder, `${name}.csv`), seen)
  return panels
}
