import type { ConversationTurn, DeqaMetaItem } from './item.ts'
import { META_KEYS } from './item.ts'

const KNOWN: ReadonlySet<string> = new Set([...META_KEYS.map(([key]) => key), 'img_path'])

/**
 * One entry of a DeQA meta file as an item. Test files of an older kind name the image `img_path`.
 *
 * @throws {Error} with the reason, if the entry is not such an object.
 */
export function parseDeqaMetaItem(entry: unknown): DeqaMetaItem {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    throw new Error(`expected an object, got ${JSON.stringify(entry)}`)
  }
  const json = entry as Readonly<Record<string, unknown>>
  const image = text(json, 'image') ?? text(json, 'img_path')
  const gtScore = number(json, 'gt_score')
  if (image === undefined) throw new Error('"image" is missing')
  if (gtScore === undefined) throw new Error('"gt_score" is missing')
  const gtScoreNorm = number(json, 'gt_score_norm')
  const levelProbsOrg = ascending(json, 'level_probs_org')
  const levelProbs = ascending(json, 'level_probs')
  const std = number(json, 'std')
  const stdNorm = number(json, 'std_norm')
  const conversations = turns(json)
  const taskType = text(json, 'task_type')
  const extra = Object.fromEntries(Object.entries(json).filter(([key]) => !KNOWN.has(key)))
  return {
    id: text(json, 'id') ?? image,
    image,
    gtScore,
    ...(gtScoreNorm !== undefined && { gtScoreNorm }),
    ...(levelProbsOrg && { levelProbsOrg }),
    ...(levelProbs && { levelProbs }),
    ...(std !== undefined && { std }),
    ...(stdNorm !== undefined && { stdNorm }),
    ...(conversations && { conversations }),
    ...(taskType !== undefined && { taskType }),
    ...(Object.keys(extra).length > 0 && { extra }),
  }
}

type Json = Readonly<Record<string, unknown>>

function text(json: Json, key: string): string | undefined {
  const value = json[key]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw new Error(`"${key}": expected text, got ${JSON.stringify(value)}`)
  return value
}

/** The original also writes numbers as text. */
function number(json: Json, key: string): number | undefined {
  const value = json[key]
  if (value === undefined || value === null) return undefined
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof parsed !== 'number' || !Number.isFinite(parsed)) {
    throw new Error(`"${key}": expected a finite number, got ${JSON.stringify(value)}`)
  }
  return parsed
}

/** Files list the excellent level first. */
function ascending(json: Json, key: string): readonly number[] | undefined {
  const value = json[key]
  if (value === undefined || value === null) return undefined
  if (!Array.isArray(value) || value.length !== 5 || !value.every(Number.isFinite)) {
    throw new Error(`"${key}": expected 5 finite numbers, got ${JSON.stringify(value)}`)
  }
  return (value as number[]).toReversed()
}

function turns(json: Json): readonly ConversationTurn[] | undefined {
  const value = json['conversations']
  if (value === undefined || value === null) return undefined
  const valid = Array.isArray(value) && value.every((turn) => isTurn(turn))
  if (!valid) throw new Error('"conversations": expected a list of { "from", "value" }')
  return value as ConversationTurn[]
}

function isTurn(turn: unknown): turn is ConversationTurn {
  const { from, value } = (turn ?? {}) as Partial<ConversationTurn>
  return typeof from === 'string' && typeof value === 'string'
}
