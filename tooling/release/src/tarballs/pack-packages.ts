import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { withPackageManager } from '@deqa/bootstrap/package-manager'
import { run } from '@deqa/bootstrap/run'
import { succeed } from '../succeed.ts'

/** What users download of one package. */
export interface Tarball {
  /** The .tgz file. */
  readonly file: string
  /** The folder that it was unpacked to. */
  readonly contents: string
  readonly manifest: PublishedManifest
}

/** What is read here of a published package.json, which is not quite the one in the repository. */
export interface PublishedManifest {
  readonly name: string
  readonly version: string
  readonly exports?: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/**
 * Packs published packages as they are built now, and unpacks each beside its tarball.
 *
 * @param folder - an empty folder for the results.
 * @param packages - names or globs of folders; every published package if left out.
 */
export async function packPackages(
  folder: string,
  packages: readonly string[] = ['./packages/*', './apps/*'],
): Promise<Tarball[]> {
  const chosen = packages.map((name) => `--filter=${name}`)
  const pack = withPackageManager('pnpm', [...chosen, 'pack', '--pack-destination', folder], {
    capture: true,
    timeout: 60_000,
  })
  await succeed('packing the packages', pack)
  const files = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
  return await Promise.all(files.map((name) => unpack(folder, name)))
}

async function unpack(folder: string, name: string): Promise<Tarball> {
  const file = join(folder, name)
  const target = join(folder, name.replace(/\.tgz$/, ''))
  mkdirSync(target)
  await succeed(`unpacking ${name}`, run('tar', ['-xzf', file, '-C', target], { capture: true }))
  const contents = join(target, 'package')
  return { file, contents, manifest: JSON.parse(readFileSync(join(contents, 'package.json'), 'utf8')) }
}
