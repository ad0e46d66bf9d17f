import { resolve } from 'node:path'
import { DEFAULT_MODEL } from '@deqa/model/training'
import { isMapping } from './is-mapping.ts'

const LOCATIONS_OF_SET = ['root', 'table', 'meta', 'images', 'splitFile']

/** Where a configuration holds paths, `*` for each entry of a list, and the words there that are no path. */
const LOCATIONS: readonly { readonly keys: readonly string[]; readonly words?: readonly string[] }[] = [
  ...LOCATIONS_OF_SET.map((key) => ({ keys: ['datasets', '*', key] })),
  ...LOCATIONS_OF_SET.map((key) => ({ keys: ['evaluation', 'datasets', '*', key] })),
  { keys: ['network', 'from'], words: [DEFAULT_MODEL] },
  { keys: ['text', 'vocabulary'], words: ['auto', 'small', 'published'] },
  { keys: ['data', 'cacheFolder'] },
]

/**
 * A configuration with its paths absolute. It need not be checked: what is no text where a path would be stays as it is.
 *
 * @param folder - that relative paths start from.
 */
export function locatePaths(config: unknown, folder: string): unknown {
  return LOCATIONS.reduce(
    (located, { keys, words = [] }) =>
      changeTexts(located, keys, (text) => (words.includes(text) ? text : resolve(folder, text))),
    config,
  )
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
