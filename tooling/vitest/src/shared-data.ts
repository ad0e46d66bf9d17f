import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe } from 'vitest'

const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../../..')
const folder = process.env['DEQA_SHARED']
  ? resolve(process.env['DEQA_SHARED'])
  : resolve(repository, '../shared')

/** The absolute path of a recorded file. Call it inside a `describeWithShared` block. */
export function sharedPath(...parts: string[]): string {
  return resolve(folder, ...parts)
}

/** A `describe` that runs where the recorded data lie (`DEQA_SHARED`, default `../shared`), else is shown as skipped. */
export const describeWithShared: typeof describe | typeof describe.skip = existsSync(folder)
  ? describe
  : describe.skip
