import { LEVEL_NAMES } from '@deqa/soft-label'
import { promptChoices } from '../commands/shared-options.ts'
import type { NdjsonRow } from './ndjson-format.ts'

/** The row that a line of an NDJSON file holds, or undefined if it is none of `deqa score`. */
export function parseNdjsonRow(text: string): NdjsonRow | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const isRow =
    isObject(value) &&
    typeof value['file'] === 'string' &&
    (isRowError(value['error']) || isScored(value)) &&
    hasProvenance(value) &&
    isStampPart(value['size']) &&
    isStampPart(value['mtimeMs'])
  return isRow ? (value as unknown as NdjsonRow) : undefined
}

function isRowError(value: unknown): boolean {
  return isObject(value) && typeof value['code'] === 'string' && typeof value['message'] === 'string'
}

function isScored({ score, std, level, levels, width, height }: JsonObject): boolean {
  return (
    isNumber(score, 1, 5) &&
    isNumber(std, 0, 2) &&
    LEVEL_NAMES.some((name) => name === level) &&
    isObject(levels) &&
    LEVEL_NAMES.every((name) => isNumber(levels[name], 0, 1)) &&
    [width, height].every((side) => isNumber(side, 1))
  )
}

function hasProvenance({ model, revision, prompt, autoOrient }: JsonObject): boolean {
  return (
    [model, revision].every((name) => typeof name === 'string') &&
    promptChoices.some((name) => name === prompt) &&
    typeof autoOrient === 'boolean'
  )
}

function isStampPart(value: unknown): boolean {
  return value === null || isNumber(value)
}

/** 1e999 is JSON, and infinite. The ends are allowed rounding: a mean of probabilities may be 5.000000001. */
function isNumber(value: unknown, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= min - 1e-6 && value <= max + 1e-6
}

type JsonObject = Partial<Record<string, unknown>>

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null
}
