import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from './repository.mjs'

// Below node_modules: removing it for a fresh start removes the stamps too.
const folder = join(repository, 'node_modules', '.cache', 'deqa')

/** What a finished step left behind, or undefined. @param {string} name */
export function readStamp(name) {
  try {
    return readFileSync(join(folder, name), 'utf8')
  } catch {
    return undefined
  }
}

/** @param {string} name @param {string} value */
export function writeStamp(name, value) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), value)
}

/** To be called before a step starts, so that a step that was cut off is not taken for done. @param {string} name */
export function clearStamp(name) {
  rmSync(join(folder, name), { force: true })
}
