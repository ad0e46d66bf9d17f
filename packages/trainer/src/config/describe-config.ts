import { isDeepStrictEqual } from 'node:util'
import { CONFIG_DEFAULTS, type DocumentedDefault } from './defaults.ts'
import { formatPath } from './parse-config.ts'
import type { TrainingConfig } from './schema.ts'

/** One value of a configuration. */
export interface ConfigEntry {
  /** Such as `datasets[0].weight`. */
  readonly path: string
  readonly value: unknown
  /** Whether it is the default. */
  readonly isDefault: boolean
  /** What justifies the default; absent for a value that has none. */
  readonly source?: string
  /** The default, where the value is another. */
  readonly default?: unknown
}

/** Every value of a configuration, in order, and what stands behind it. */
export function configEntries(config: TrainingConfig): ConfigEntry[] {
  return leavesOf(config, []).map(({ path, value }) => {
    const text = formatPath(path)
    const documented = documentedDefault(text)
    if (!documented) return { path: text, value, isDefault: false }
    const isDefault = isDeepStrictEqual(value, documented.value)
    return {
      path: text,
      value,
      isDefault,
      source: documented.source,
      ...(!isDefault && { default: documented.value }),
    }
  })
}

/**
 * A configuration as text, one line for each value: the value, and the place that justifies it where it is the default,
 * or the default it departs from.
 */
export function describeConfig(config: TrainingConfig): string {
  const rows = configEntries(config).map(({ path, value, isDefault, source, default: standard }) => {
    const note = isDefault
      ? source
      : source === undefined
        ? 'set here'
        : `set here; default ${show(standard)}: ${source}`
    return [path, show(value), note!] as const
  })
  const width = (column: 0 | 1) => Math.min(Math.max(...rows.map((row) => row[column].length)), MAX_COLUMN)
  const [first, second] = [width(0), width(1)]
  return rows
    .map(([path, value, note]) => `${path.padEnd(first)}  ${value.padEnd(second)}  ${note}`)
    .join('\n')
}

const MAX_COLUMN = 34

/** Lists of words that are only ever replaced as a whole count as one value. */
const isLeaf = (value: unknown) =>
  typeof value !== 'object' ||
  value === null ||
  (Array.isArray(value) && value.every((entry) => typeof entry !== 'object'))

function leavesOf(
  value: unknown,
  path: readonly PropertyKey[],
): { path: readonly PropertyKey[]; value: unknown }[] {
  if (isLeaf(value)) return [{ path, value }]
  const entries: [PropertyKey, unknown][] = Array.isArray(value)
    ? value.map((entry, i) => [i, entry])
    : Object.entries(value as object)
  return entries.flatMap(([key, entry]) => leavesOf(entry, [...path, key]))
}

function documentedDefault(path: string): DocumentedDefault | undefined {
  const general = path.replaceAll(/\[\d+\]/g, '[]')
  const shared = general.replace(/^evaluation\./, '')
  const table: Readonly<Record<string, DocumentedDefault>> = CONFIG_DEFAULTS
  return table[general] ?? table[shared]
}

function show(value: unknown): string {
  if (Array.isArray(value)) {
    const text = value.join(', ')
    return text.length <= MAX_COLUMN ? text : `${value.length} in a list`
  }
  return value === null ? 'none' : String(value)
}
