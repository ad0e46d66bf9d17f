import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import { packagesIn } from '../repository.ts'
import { appManifest, libraryManifest, toolManifest } from './manifest.ts'

const publishedFiles = ['README.md', 'LICENSE', 'tsconfig.json', 'tsconfig.test.json', 'vitest.config.ts']

/** Every way in which a package below `root` differs from what all packages share, as one line each. */
export function packageProblems(root: string): string[] {
  return [
    ...packagesIn('packages', root).flatMap((folder) => [
      ...publishedProblems(root, folder, libraryManifest),
      ...exportProblems(root, folder),
    ]),
    ...packagesIn('apps', root).flatMap((folder) => publishedProblems(root, folder, appManifest)),
    ...packagesIn('tooling', root).flatMap((folder) => manifestProblems(root, folder, toolManifest)),
  ]
}

function publishedProblems(root: string, folder: string, schema: z.ZodType): string[] {
  const missing = publishedFiles.filter((name) => !existsSync(join(root, folder, name)))
  const license = join(folder, 'LICENSE')
  const foreign = existsSync(join(root, license)) && text(root, license) !== text(root, 'LICENSE')
  return [
    ...missing.map((name) => `${folder}: has no ${name}`),
    ...(foreign ? [`${license}: differs from the LICENSE of the repository`] : []),
    ...manifestProblems(root, folder, schema),
  ]
}

function manifestProblems(root: string, folder: string, schema: z.ZodType): string[] {
  const manifest = readManifest(root, folder)
  const name = `@deqa/${basename(folder)}`
  const wrong = schema.safeParse(manifest).error?.issues ?? []
  return [
    ...wrong.map(({ path, message }) => `${folder}/package.json: ${path.join('.')}: ${message}`),
    ...(manifest.name === name
      ? []
      : [`${folder}/package.json: name: expected ${name}, got ${manifest.name}`]),
  ]
}

/** The two maps of exports must offer the same, built from sources that exist. */
function exportProblems(root: string, folder: string): string[] {
  const { exports = {}, publishConfig } = readManifest(root, folder)
  const problems: string[] = []
  const published: Exports = {}
  for (const [entry, { '@deqa/source': source, ...built }] of Object.entries(exports)) {
    published[entry] = built
    if (!source || !existsSync(join(root, folder, source))) {
      problems.push(`${folder}/package.json: exports.${entry}: its source ${source} does not exist`)
      continue
    }
    const stem = source.replace(/^\.\/src\//, './dist/').replace(/\.ts$/, '')
    if (!isDeepStrictEqual(built, { types: `${stem}.d.ts`, default: `${stem}.js` })) {
      problems.push(`${folder}/package.json: exports.${entry}: does not point at what ${source} is built to`)
    }
  }
  if (!isDeepStrictEqual(published, publishConfig?.exports)) {
    problems.push(`${folder}/package.json: publishConfig.exports: differs from exports without their sources`)
  }
  return problems
}

type Exports = Record<string, Record<string, string>>

interface Manifest {
  readonly name?: string
  readonly exports?: Exports
  readonly publishConfig?: { readonly exports?: Exports }
}

function readManifest(root: string, folder: string): Manifest {
  return JSON.parse(text(root, join(folder, 'package.json')))
}

function text(root: string, path: string): string {
  return readFileSync(join(root, path), 'utf8')
}
