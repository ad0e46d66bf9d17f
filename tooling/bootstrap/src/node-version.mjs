import { readFileSync } from 'node:fs'

/**
 * Whether a version such as `20.19.1` reaches a range of the form `>=20.19`, the only form used here.
 *
 * @param {string} version
 * @param {string} range
 */
export function satisfies(version, range) {
  const wanted = numbers(range.replace(/^>=\s*/, ''))
  const found = numbers(version)
  for (let i = 0; i < wanted.length; i++) {
    if (found[i] !== wanted[i]) return (found[i] || 0) > (wanted[i] || 0)
  }
  return true
}

/** Ends the process with advice when this Node is older than the `engines` of the repository allow. */
export function requireSupportedNode() {
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))
  const range = manifest.engines.node
  if (satisfies(process.versions.node, range)) return
  process.stderr.write(
    `deqa: this needs Node.js ${range}, but ${process.execPath} is ${process.versions.node}.\n` +
      'deqa: install a newer one from https://nodejs.org, or with a version manager, and run the command again.\n',
  )
  process.exit(2)
}

/** @param {string} version */
function numbers(version) {
  return version.replace(/-.*/, '').split('.').map(Number)
}
