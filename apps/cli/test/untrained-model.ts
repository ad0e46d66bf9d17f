import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from './temporary-folder.ts'

const mini = fileURLToPath(new URL('../../../packages/model/models/deqa-mini', import.meta.url))

export const NOTICE = 'These weights were never trained.'

/** A folder with a model that calls itself untrained; it goes when the running test has ended. */
export function untrainedModel(): string {
  const folder = join(temporaryFolder(), 'untrained')
  cpSync(mini, folder, { recursive: true })
  const manifest = join(folder, 'deqa-model.json')
  const facts = JSON.parse(readFileSync(manifest, 'utf8'))
  writeFileSync(manifest, JSON.stringify({ ...facts, name: 'untrained', trained: false, notice: NOTICE }))
  return folder
}
