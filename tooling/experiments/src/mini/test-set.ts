import { join } from 'node:path'
import { type DatasetRow, openTable } from '@deqa/datasets'
import { setDigest } from './set-digest.ts'

/** The held-out photographs: under KADID-10k's damage, and after camera chains. */
export interface TestSet {
  readonly folder: string
  /** Of the whole set. */
  readonly digest: string
  /** Undamaged, and under each of the 25 kinds at five strengths. */
  readonly damaged: readonly DatasetRow[]
  /** Mixtures of damage as cameras make them. */
  readonly chains: readonly DatasetRow[]
}

/**
 * Reads the part that was neither trained on nor chosen by.
 *
 * @param photographs - take so many of them, the first by name.
 */
export async function readTestSet(folder: string, photographs = Number.POSITIVE_INFINITY): Promise<TestSet> {
  const table = await openTable(join(folder, 'ratings.csv'), { scale: { min: 1, max: 5 } })
  const damaged: DatasetRow[] = []
  const chains: DatasetRow[] = []
  const names = new Set<string>()
  for await (const row of table.rows()) {
    if (row.split !== 'test' || row.reference === undefined) continue
    // Photographs come one after another.
    if (names.add(row.reference).size > photographs) break
    const isChain = row.distortion?.type.startsWith('camera:') ?? false
    ;(isChain ? chains : damaged).push(row)
  }
  return { folder, digest: await setDigest(folder), damaged, chains }
}
