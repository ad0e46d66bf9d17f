import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

/** What a worker thread runs, and how Node is to be started for it. */
export interface WorkerEntry {
  readonly filename: string
  readonly execArgv: string[]
}

/**
 * A module beside another one, as the entry of a worker thread. Built, it is JavaScript that needs nothing of what the
 * process was started with, some of which (`--input-type`) keeps a file from being run. Limits of memory and
 * `NODE_OPTIONS` are the whole process's and hold in the thread all the same. Run from source, as tests do, the thread
 * needs the TypeScript loader and the condition that the main thread has.
 *
 * @param besides - `import.meta.url` of the other module.
 * @param name - of the module, without its ending.
 */
export function workerEntry(besides: string, name: string): WorkerEntry {
  const isSource = besides.endsWith('.ts')
  const filename = new URL(`./${name}${isSource ? '.ts' : '.js'}`, besides).href
  if (!isSource) return { filename, execArgv: [] }
  // The loader registers itself in main threads only; in a thread it has to be asked to.
  const tsx = pathToFileURL(createRequire(besides).resolve('tsx/package.json'))
  const api = new URL('./dist/esm/api/index.mjs', tsx).href
  const preload = `import { register } from ${JSON.stringify(api)}; register()`
  return {
    filename,
    execArgv: [
      '--conditions=@deqa/source',
      '--import',
      `data:text/javascript,${encodeURIComponent(preload)}`,
    ],
  }
}
