import { type DeqaMetaItem, META_KEYS } from './item.ts'

/**
 * An item as the object that a DeQA meta file holds: the original's keys in their order, excellent first.
 *
 * @throws {RangeError} if a number is not finite (JSON has no word for it) or there are not five levels.
 */
export function formatDeqaMetaItem(item: DeqaMetaItem): Record<string, unknown> {
  const json: Record<string, unknown> = {}
  for (const [key, name] of META_KEYS) {
    const value = item[name]
    if (value === undefined) continue
    if (name === 'levelProbs' || name === 'levelProbsOrg') {
      const levels = item[name]!
      if (levels.length !== 5) throw invalid(name, `5 levels, got ${levels.length}`)
      for (const level of levels) requireFinite(name, level)
      json[key] = levels.toReversed()
    } else {
      if (typeof value === 'number') requireFinite(name, value)
      json[key] = value
    }
  }
  return { ...json, ...item.extra }
}

function requireFinite(name: string, value: number): void {
  if (!Number.isFinite(value)) throw invalid(name, `a finite number, got ${value}`)
}

function invalid(name: string, problem: string): RangeError {
  return new RangeError(`formatDeqaMetaItem: ${name}: expected ${problem}`)
}
