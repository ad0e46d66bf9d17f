import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root folder of this clone. */
export const repository = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '')

/**
 * @typedef {object} Manifest what this program reads of a package.json
 * @property {string} name
 * @property {string} [packageManager]
 * @property {Record<string, string>} [scripts]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 *
 * @typedef {object} WorkspacePackage
 * @property {string} folder absolute path
 * @property {Manifest} manifest
 */

/**
 * The package in a folder.
 *
 * @param {string} folder
 * @returns {WorkspacePackage}
 */
export function readPackage(folder) {
  return { folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }
}

/**
 * Every package of the workspace: the folders that `pnpm-workspace.yaml` names with a final `/*`.
 *
 * @param {string} [root]
 * @returns {WorkspacePackage[]}
 */
export function workspacePackages(root = repository) {
  const lines = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8').split('\n')
  const groups = lines.flatMap((line) => /^ {2}- ([\w-]+)\/\*$/.exec(line)?.[1] ?? [])
  return groups.flatMap((group) =>
    readdirSync(join(root, group))
      .map((name) => join(root, group, name))
      .filter((folder) => existsSync(join(folder, 'package.json')))
      .map(readPackage),
  )
}

/**
 * A package and all packages of the workspace that it needs, directly or not, to be built.
 *
 * @param {string} name
 * @param {WorkspacePackage[]} packages
 * @returns {WorkspacePackage[]}
 */
export function withDependencies(name, packages) {
  const byName = new Map(packages.map((entry) => [entry.manifest.name, entry]))
  const found = new Set()
  const visit = (/** @type {string} */ next) => {
    const entry = byName.get(next)
    if (!entry || found.has(entry)) return
    found.add(entry)
    for (const key of declaredDependencies(entry)) visit(key)
  }
  visit(name)
  if (found.size === 0) throw new Error(`withDependencies: no package of the workspace is called ${name}`)
  return packages.filter((entry) => found.has(entry))
}

/** @param {WorkspacePackage} entry */
export function declaredDependencies({ manifest }) {
  return Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
}
