import { readFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isNode, LineCounter, parseDocument } from 'yaml'
import { ConfigurationUnreadableError } from './errors.ts'

/** What a configuration file says, before anything in it is checked. */
export interface ConfigFile {
  readonly file: string
  readonly value: unknown
  /** The line that holds a path, from 1; of a key that is missing, the line of what should have it. */
  readonly lineOf?: (path: readonly PropertyKey[]) => number | undefined
}

/**
 * Reads YAML or JSON, or the default export (or an export `config`) of a JavaScript or TypeScript module.
 *
 * @throws {ConfigurationUnreadableError} if the file is not there or is not what its name says.
 */
export async function readConfigFile(file: string): Promise<ConfigFile> {
  switch (extname(file).toLowerCase()) {
    case '.yaml':
    case '.yml':
    case '.json':
      return readDocument(file)
    case '.ts':
    case '.mts':
    case '.js':
    case '.mjs':
      return { file, value: await importModule(file) }
    default:
      throw new ConfigurationUnreadableError(
        file,
        'expected a .yaml, .yml, .json, .ts, .mts, .js or .mjs file',
      )
  }
}

/** JSON is YAML too, so both tell the lines of their faults. */
async function readDocument(file: string): Promise<ConfigFile> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new ConfigurationUnreadableError(file, 'cannot be read', {
      advice: 'Check the path of the configuration.',
      cause,
    })
  })
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [error] = document.errors
  if (error) {
    const { line } = lines.linePos(error.pos[0])
    throw new ConfigurationUnreadableError(`${file}:${line}`, error.message, { cause: error })
  }
  return {
    file,
    value: document.toJS({ maxAliasCount: 100 }),
    lineOf: (path) => {
      for (let length = path.length; length >= 0; length--) {
        const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
        if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
      }
      return undefined
    },
  }
}

async function importModule(file: string): Promise<unknown> {
  let module: { readonly default?: unknown; readonly config?: unknown }
  try {
    module = await import(pathToFileURL(resolve(file)).href)
  } catch (cause) {
    const isTypeScript = /\.m?ts$/i.test(file)
    throw new ConfigurationUnreadableError(file, `cannot be imported: ${messageOf(cause)}`, {
      ...(isTypeScript && { advice: 'TypeScript needs Node 22.18 or later, or a loader such as tsx.' }),
      cause,
    })
  }
  const value = module.default ?? module.config
  if (value !== undefined) return value
  throw new ConfigurationUnreadableError(file, 'expected a default export, or one named config')
}

const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause))
