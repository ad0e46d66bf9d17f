import { packageVersion } from './package-version.ts'

/** The version of this package. */
export function cliVersion(): string {
  return packageVersion(new URL('../package.json', import.meta.url))
}
