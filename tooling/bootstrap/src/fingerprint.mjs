import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { repository } from './repository.mjs'

/**
 * One hash over the paths and contents of files. A file that is absent counts as absent, not as empty.
 *
 * @param {string[]} files
 */
export function contentFingerprint(files) {
  return fingerprint(files, (file) => readFileSync(file))
}

/**
 * One hash over the paths, sizes and times of files: enough to notice that something else touched them.
 *
 * @param {string[]} files
 */
export function statFingerprint(files) {
  return fingerprint(files, (file) => {
    const { size, mtimeMs } = statSync(file)
    return `${size} ${mtimeMs}`
  })
}

/**
 * All files below a folder, in a stable order; none when it does not exist.
 *
 * @param {string} folder
 * @returns {string[]}
 */
export function filesBelow(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}

/**
 * @param {string[]} files
 * @param {(file: string) => string | Uint8Array} describe
 */
function fingerprint(files, describe) {
  const hash = createHash('sha256')
  for (const file of files) {
    const content = existsSync(file) ? describe(file) : undefined
    hash.update(`${relative(repository, file)}\0${content === undefined ? -1 : content.length}\0`)
    if (content !== undefined) hash.update(content)
  }
  return hash.digest('hex')
}
