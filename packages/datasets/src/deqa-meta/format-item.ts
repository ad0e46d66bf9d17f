import { type DeqaMetaItem, META_KEYS } from './item.ts'

/** An item as the object that a DeQA meta file holds: the original's keys in their order, excellent first. */
export function formatDeqaMetaItem(item: DeqaMetaItem): Record<string, unknown> {
  const json: Record<string, unknown> = {}
  for (const [key, name] of META_KEYS) {
    const value = item[name]
    if (value === undefined) continue
    json[key] = name === 'levelProbs' || name === 'levelProbsOrg' ? item[name]?.toReversed() : value
  }
  return { ...json, ...item.extra }
}
