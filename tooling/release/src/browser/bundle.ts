import { build } from 'vite'

/**
 * Bundles one entry of a project as Vite does for production: a page (`index.html`) or a module, whose exports it
 * keeps.
 *
 * @param input - the file, relative to the project.
 * @returns the JavaScript of the bundle, which is also written to `dist` in the project.
 */
export async function bundle(project: string, input: string): Promise<string> {
  const built = await build({
    root: project,
    configFile: false,
    logLevel: 'error',
    mode: 'production',
    build: {
      modulePreload: { polyfill: false },
      rolldownOptions: { input: `${project}/${input}`, preserveEntrySignatures: 'strict' },
    },
  })
  if (!('output' in built)) throw new Error('bundle: expected one output')
  return built.output.flatMap((part) => (part.type === 'chunk' ? [part.code] : [])).join('\n')
}
