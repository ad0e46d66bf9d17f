import type { SplitName } from '../dataset.ts'

const WORDS: ReadonlyMap<string, SplitName> = new Map([
  ['train', 'train'],
  ['training', 'train'],
  ['val', 'validation'],
  ['valid', 'validation'],
  ['validation', 'validation'],
  ['test', 'test'],
  ['testing', 'test'],
])

/** The part that a word of a file means, in any case; undefined for another word. */
export function splitOfWord(word: string): SplitName | undefined {
  return WORDS.get(word.trim().toLowerCase())
}
