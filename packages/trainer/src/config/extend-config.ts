import { dirname, isAbsolute, join, resolve } from 'node:path'
import { ConfigurationInvalidError, ConfigurationUnreadableError } from './errors.ts'
import { isMapping } from './is-mapping.ts'
import { locatePaths } from './locate-paths.ts'
import type { ConfigPlace } from './parse-config.ts'
import { type ConfigFile, readConfigFile } from './read-config-file.ts'

/** A configuration file and those that it extends, as one. */
export interface ExtendedConfig {
  /** What they say together: not checked yet, and with paths made absolute from the folder of the file that has them. */
  readonly value: unknown
  readonly placeOf: (path: readonly PropertyKey[]) => ConfigPlace
}

/**
 * Reads a configuration, the one that it `extends`, the one that that one extends, and so on. What a file says counts
 * before what it extends: objects are merged, lists and single values replaced, and so is a network by one that has a
 * `size` or a `from` of its own.
 *
 * @throws {ConfigurationUnreadableError} if one of the files is not there or is not what its name says.
 * @throws {ConfigurationInvalidError} if `extends` is no path, or leads to what is no configuration, or in a circle.
 */
export async function readExtendedConfig(file: string): Promise<ExtendedConfig> {
  const layers = await readLayers(file, [])
  return {
    value: layers.map(({ value }) => value).reduceRight((base, own) => merge(base, own)),
    placeOf: (path) => {
      const { file, lineOf } = layerOf(layers, path)
      const line = lineOf?.(path)
      return { file, ...(line !== undefined && { line }) }
    },
  }
}

/** @param extending - the files, absolute, that lead here, the first first. */
async function readLayers(
  file: string,
  extending: readonly string[],
): Promise<[ConfigFile, ...ConfigFile[]]> {
  const layer = await readConfigFile(file)
  const { value } = layer
  if (!isMapping(value)) {
    if (extending.length === 0) return [layer]
    throw new ConfigurationInvalidError(file, [{ path: '', message: 'expected keys and values to extend' }])
  }
  const { extends: base, ...own } = value
  const located = { ...layer, value: locatePaths(own, dirname(resolve(file))) }
  if (base === undefined) return [located]

  const line = layer.lineOf?.(['extends'])
  const refuse = (message: string) => {
    const problem = { path: 'extends', message, ...(line !== undefined && { line }) }
    return new ConfigurationInvalidError(file, [problem])
  }
  if (typeof base !== 'string' || base === '') {
    throw refuse(`expected the path of a configuration, got ${JSON.stringify(base)}`)
  }
  const next = isAbsolute(base) ? base : join(dirname(file), base)
  const read = [...extending, resolve(file)]
  if (read.includes(resolve(next))) throw refuse(`${next} extends this file itself, or leads back to it`)
  try {
    return [located, ...(await readLayers(next, read))]
  } catch (cause) {
    if (!(cause instanceof ConfigurationUnreadableError)) throw cause
    const where = line === undefined ? file : `${file}:${line}`
    throw new ConfigurationUnreadableError(`${where}: extends`, cause.message, { cause })
  }
}

function merge(base: unknown, own: unknown, path: readonly PropertyKey[] = []): unknown {
  if (!isMapping(base) || !isMapping(own) || isOtherNetwork(own, path)) return own
  const merged: Record<string, unknown> = { ...base }
  for (const [key, value] of Object.entries(own)) {
    merged[key] = Object.hasOwn(base, key) ? merge(base[key], value, [...path, key]) : value
  }
  return merged
}

/** `size` and `from` are alternatives, and single sizes belong to a `size`: who names either leaves nothing of the other. */
function isOtherNetwork(value: Readonly<Record<string, unknown>>, path: readonly PropertyKey[]): boolean {
  if (path.length !== 1 || path[0] !== 'network') return false
  return value['size'] !== undefined || value['from'] !== undefined
}

/** The file that says what stands at a path; of a path that none has, the first that has the most of it. */
function layerOf(layers: readonly [ConfigFile, ...ConfigFile[]], path: readonly PropertyKey[]): ConfigFile {
  let [owner] = layers
  let most = -1
  for (const layer of layers) {
    const { depth, isReplaced } = follow(layer.value, path)
    if (depth > most) [owner, most] = [layer, depth]
    if (isReplaced) break
  }
  return owner
}

/** How many keys of a path a value has, and whether they lead to something that is not merged with what lies below. */
function follow(value: unknown, path: readonly PropertyKey[]): { depth: number; isReplaced: boolean } {
  let at = value
  let isReplaced = false
  for (const [depth, key] of path.entries()) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return { depth, isReplaced }
    at = (at as Record<PropertyKey, unknown>)[key]
    isReplaced ||= !isMapping(at) || isOtherNetwork(at, path.slice(0, depth + 1))
  }
  return { depth: path.length, isReplaced }
}
