import { resolve } from 'node:path'
import { isMapping } from './is-mapping.ts'
import { jsonSchema, type SchemaNode } from './json-schema.ts'

/** Where a configuration holds paths. */
interface Location {
  /** `*` for each entry of a list. */
  readonly keys: readonly string[]
  /** What may stand there and is no path. */
  readonly words: readonly string[]
}

let all: readonly Location[] | undefined

/**
 * A configuration with its paths absolute. It need not be checked: what is no text where a path would be stays as it is.
 *
 * @param folder - that relative paths start from.
 */
export function locatePaths(config: unknown, folder: string): unknown {
  return locations().reduce(
    (located, { keys, words }) =>
      changeTexts(located, keys, (text) => (words.includes(text) ? text : resolve(folder, text))),
    config,
  )
}

/** @param path - of a value in a configuration, such as `datasets[0].root`. */
export function isLocation(path: string): boolean {
  const general = path.replaceAll(/\[\d+\]/g, '.*')
  return locations().some(({ keys }) => keys.join('.') === general)
}

function locations(): readonly Location[] {
  all ??= locationsIn(jsonSchema(), [])
  return all
}

function locationsIn(node: SchemaNode, keys: readonly string[]): Location[] {
  const { properties = {}, items, anyOf = [], location } = node
  return [
    ...(location ? [{ keys, words: location }] : []),
    ...Object.entries(properties).flatMap(([key, child]) => locationsIn(child, [...keys, key])),
    ...(items ? locationsIn(items, [...keys, '*']) : []),
    ...anyOf.flatMap((choice) => locationsIn(choice, keys)),
  ]
}

function changeTexts(
  value: unknown,
  [key, ...rest]: readonly string[],
  change: (text: string) => string,
): unknown {
  if (key === undefined) return typeof value === 'string' && value !== '' ? change(value) : value
  if (key === '*')
    return Array.isArray(value) ? value.map((entry) => changeTexts(entry, rest, change)) : value
  if (!isMapping(value) || !Object.hasOwn(value, key)) return value
  return { ...value, [key]: changeTexts(value[key], rest, change) }
}
