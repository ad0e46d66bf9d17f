import { parse } from 'yaml'

/**
 * A configuration with some of its values replaced, before it is checked.
 *
 * @param overrides - such as `schedule.steps=100`, `datasets[0].weight=2` or `levels.words=[one, two]`: a path, and a
 *   value in YAML.
 * @throws {RangeError} if one has no `=`, or its path leads through something that is no object or list.
 */
export function overrideConfig(config: unknown, overrides: readonly string[]): unknown {
  const changed = structuredClone(config)
  for (const override of overrides) {
    const equals = override.indexOf('=')
    if (equals < 1) throw new RangeError(`override: expected path=value, got ${override}`)
    setAt(changed, override.slice(0, equals).trim(), parse(override.slice(equals + 1)) as unknown)
  }
  return changed
}

function setAt(config: unknown, path: string, value: unknown): void {
  const keys = path.split(/\.|\[(\d+)\]\.?/).filter((key) => key !== undefined && key !== '')
  let place = config
  for (const [i, key] of keys.entries()) {
    if (typeof place !== 'object' || place === null) {
      throw new RangeError(`override: ${path}: ${keys.slice(0, i).join('.')} holds a single value`)
    }
    const record = place as Record<string, unknown>
    if (i === keys.length - 1) {
      record[key] = value
      return
    }
    // A part that has only defaults so far.
    if (!Object.hasOwn(record, key)) record[key] = {}
    place = record[key]
  }
}
