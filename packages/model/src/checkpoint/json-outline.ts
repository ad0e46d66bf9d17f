/** Counts of a JSON text, taken without parsing it. */
export interface JsonOutline {
  /** How deep containers are nested. */
  depth: number
  /** Keys of all objects together. */
  keys: number
  /** Objects and arrays. */
  containers: number
}

/**
 * Counts nesting, keys and containers in one pass over the bytes. With it a hostile text can be refused before
 * anything is allocated for it, and equal keys be noticed: the parser accepts any depth, and keeps only the last
 * of two equal keys. Says nothing sensible about bytes that are not JSON, which the parser refuses anyway.
 */
export function outlineJson(json: Uint8Array): JsonOutline {
  const outline: JsonOutline = { depth: 0, keys: 0, containers: 0 }
  let depth = 0
  let inString = false
  for (let i = 0; i < json.length; i++) {
    const byte = json[i]
    if (inString) {
      if (byte === 0x5c) i++
      else if (byte === 0x22) inString = false
    } else if (byte === 0x22) inString = true
    else if (byte === 0x3a) outline.keys++
    else if (byte === 0x7b || byte === 0x5b) {
      outline.containers++
      outline.depth = Math.max(outline.depth, ++depth)
    } else if (byte === 0x7d || byte === 0x5d) depth--
  }
  return outline
}

/** Keys of all objects in a parsed value: fewer than `outlineJson` counted if a key occurred twice. */
export function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const members: unknown[] = Object.values(value)
  const own = Array.isArray(value) ? 0 : members.length
  return members.reduce<number>((sum, member) => sum + countKeys(member), own)
}
