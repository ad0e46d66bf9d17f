import { createHash, type Hash } from 'node:crypto'

/** What a hub calls a file's content: its SHA-256 if it is large, else the SHA-1 that git gives it. */
export function isBlobDigest(text: string): boolean {
  return /^(?:[0-9a-f]{64}|[0-9a-f]{40})$/.test(text)
}

/** Begins the digest of a file of `bytes` bytes, of the kind that `expected` is. */
export function beginDigest(expected: string, bytes: number): Hash {
  if (expected.length === 64) return createHash('sha256')
  return createHash('sha1').update(`blob ${bytes}\0`)
}
