import { LEVEL_NAMES } from '@deqa/soft-label'
import type { NdjsonRow } from './ndjson-format.ts'

/** The row that a line of an NDJSON file holds, or undefined if it is none of `deqa score`. */
export function parseNdjsonRow(text: string): NdjsonRow | undefined {
  let value: Partial<Record<string, unknown>> | null
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const isRow =
    typeof value?.['file'] === 'string' &&
    (isRowError(value['error']) || isScored(value)) &&
    isStampPart(value['size']) &&
    isStampPart(value['mtimeMs'])
  return isRow ? (value as unknown as NdjsonRow) : undefined
}

function isRowError(value: unknown): boolean {
  return isObject(value) && typeof value['code'] === 'string' && typeof value['message'] === 'string'
}

/** JSON holds no number that is not finite. */
function isScored({ score, std, level, levels }: Partial<Record<string, unknown>>): boolean {
  return (
    typeof score === 'number' &&
    typeof std === 'number' &&
    LEVEL_NAMES.some((name) => name === level) &&
    isObject(levels) &&
    LEVEL_NAMES.every((name) => typeof levels[name] === 'number')
  )
}

function isStampPart(value: unknown): boolean {
  return value === null || typeof value === 'number'
}

function isObject(value: unknown): value is Partial<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
