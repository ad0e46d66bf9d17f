import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mergePairs } from './merge-pairs.ts'

const cut = (text: string, scores: Record<string, number>) =>
  mergePairs(text, (piece) => (Object.hasOwn(scores, piece) ? scores[piece] : undefined))

describe('mergePairs', () => {
  test('the best pair merges first, wherever it stands', () => {
    expect(cut('abc', { ab: -1, bc: -2 })).toEqual(['ab', 'c'])
    expect(cut('abc', { ab: -2, bc: -1 })).toEqual(['a', 'bc'])
  })

  test('the leftmost of equal pairs merges first', () => {
    expect(cut('aaa', { aa: -1 })).toEqual(['aa', 'a'])
    expect(cut('aaaaa', { aa: -1 })).toEqual(['aa', 'aa', 'a'])
  })

  test('merged symbols merge on, on both sides', () => {
    expect(cut('abcd', { bc: -1, abc: -2, abcd: -3 })).toEqual(['abcd'])
    expect(cut('xabab', { ab: -1, abab: -2, xabab: -3 })).toEqual(['xabab'])
  })

  test('a pair whose half has grown meanwhile is not merged', () => {
    // "bc" was proposed before "ab" took the b.
    expect(cut('abc', { ab: -1, bc: -5 })).toEqual(['ab', 'c'])
    // "cd" was proposed before the d grew to "de".
    expect(cut('cde', { de: -1, cd: -2 })).toEqual(['c', 'de'])
  })

  test('a character outside the basic plane is one symbol', () => {
    expect(cut('a🙂b', {})).toEqual(['a', '🙂', 'b'])
    expect(cut('🙂🙂', { '🙂🙂': 0 })).toEqual(['🙂🙂'])
  })

  test('no text, no parts', () => {
    expect(cut('', { a: 0 })).toEqual([])
  })

  test('gives what the plain quadratic algorithm gives', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '🙂'), maxLength: 24 })
    const pieces = fc.dictionary(
      fc.string({ unit: fc.constantFrom('a', 'b', 'c', '🙂'), minLength: 2, maxLength: 4 }),
      fc.integer({ min: -6, max: 0 }),
      { maxKeys: 14 },
    )
    fc.assert(
      fc.property(letters, pieces, (text, scores) => {
        expect(cut(text, scores)).toEqual(plainMergePairs(text, scores))
      }),
      { numRuns: 2000 },
    )
  })
})

/** Looks for the best pair from the start after every merge. */
function plainMergePairs(text: string, scores: Record<string, number>): string[] {
  const parts = [...text]
  for (;;) {
    let best = -1
    let bestScore = Number.NEGATIVE_INFINITY
    for (let i = 0; i + 1 < parts.length; i++) {
      const union = parts[i]! + parts[i + 1]!
      if (Object.hasOwn(scores, union) && scores[union]! > bestScore) {
        best = i
        bestScore = scores[union]!
      }
    }
    if (best < 0) return parts
    parts.splice(best, 2, parts[best]! + parts[best + 1]!)
  }
}
