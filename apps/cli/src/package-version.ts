import { readFileSync } from 'node:fs'

/** @param manifest - the `package.json` of a package. */
export function packageVersion(manifest: string | URL): string {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
}
