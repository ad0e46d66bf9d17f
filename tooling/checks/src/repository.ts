import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root folder of this repository. */
export const repository = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '')

/** The packages in a group such as `packages` or `apps`, as paths relative to `root`. */
export function packagesIn(group: string, root: string = repository): string[] {
  if (!existsSync(join(root, group))) return []
  return readdirSync(join(root, group))
    .map((name) => `${group}/${name}`)
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .sort()
}
