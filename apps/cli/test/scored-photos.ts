import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { makePhotos } from './make-photos.ts'
import { deqa } from './run-deqa.ts'

/** A folder with four photographs and `broken.png`, and their scores in `scores.ndjson`. */
export async function scoredPhotos(): Promise<string> {
  const cwd = await makePhotos(4)
  writeFileSync(join(cwd, 'broken.png'), 'no image')
  expect((await deqa(['score', '.', '--out', 'scores.ndjson'], { cwd })).code).toBe(3)
  return cwd
}
