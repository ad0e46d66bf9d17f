import { z } from 'zod'

const text = z.string().min(1)
const dependencies = z.record(
  z.string(),
  z.string().regex(/^(workspace:\*|catalog:|\d+\.\d+\.\d+\S*)$/, 'an exact version, catalog: or workspace:*'),
)

const built = {
  types: z.templateLiteral(['./dist/', text, '.d.ts']),
  default: z.templateLiteral(['./dist/', text, '.js']),
}
const developed = { '@deqa/source': z.templateLiteral(['./src/', text, '.ts']), ...built }

/** No script that a package manager runs by itself on the machine of a user. */
const scripts = z.looseObject({
  preinstall: z.never().optional(),
  install: z.never().optional(),
  postinstall: z.never().optional(),
  prepare: z.never().optional(),
})

const publishedScripts = scripts.extend({
  build: text,
  test: z.literal('vitest run'),
  check: z.literal('tsc -p tsconfig.test.json'),
})

/** What every package.json here says, tooling too. */
export const toolManifest = z.looseObject({
  name: text,
  private: z.literal(true),
  license: z.literal('MIT'),
  scripts: scripts.optional(),
  dependencies: dependencies.optional(),
  devDependencies: dependencies.optional(),
})

const publishedManifest = toolManifest.extend({
  private: z.never('published packages are not private').optional(),
  description: text,
  type: z.literal('module'),
  engines: z.strictObject({ node: z.literal('>=20.19') }),
  files: z
    .array(z.string())
    .refine((files) => ['dist', 'README.md', 'LICENSE'].every((name) => files.includes(name)), {
      error: 'dist, README.md and LICENSE among the files',
    }),
  scripts: publishedScripts,
})

/** An app: a command or a service, nothing to import. */
export const appManifest = publishedManifest.extend({
  publishConfig: z.looseObject({ access: z.literal('public') }),
})

/**
 * A library: it resolves to its source inside this repository and to its build everywhere else, and a bundler may
 * drop what is not used of it.
 */
export const libraryManifest = publishedManifest.extend({
  sideEffects: z.literal(false),
  exports: z.record(z.string(), z.strictObject(developed)),
  publishConfig: z.strictObject({
    access: z.literal('public'),
    exports: z.record(z.string(), z.strictObject(built)),
  }),
  scripts: publishedScripts.extend({ bench: text }),
})
