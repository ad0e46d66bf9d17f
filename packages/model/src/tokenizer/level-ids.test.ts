import { readFileSync } from 'node:fs'
import { LEVEL_NAMES } from '@deqa/soft-label'
import { describeWithShared, sharedPath } from '@deqa/vitest'
import { describe, expect, test } from 'vitest'
import { encodeSentencePieceModel, SPECIAL_PIECES, wordPieces } from '../../test/sentence-piece-fixture.ts'
import { ConfigInvalidError } from '../network/config.ts'
import { PUBLISHED_LEVEL_IDS, readLevelIds } from './level-ids.ts'
import { Tokenizer } from './tokenizer.ts'
import { TokenizerInvalidError } from './tokenizer-invalid-error.ts'

const tokenizerOf = (words: readonly string[]) =>
  Tokenizer.fromBytes(
    encodeSentencePieceModel([...SPECIAL_PIECES, ...wordPieces(words.map((word) => `▁${word}`))]),
  )
const five = tokenizerOf(LEVEL_NAMES)
const fiveIds = LEVEL_NAMES.map((name) => five.encode(name)[1]!)
const vocabularySize = 32000

describe('readLevelIds', () => {
  test('turns the best-first order of the configuration round', () => {
    expect(readLevelIds({ configIds: [15129, 1781, 6534, 6460, 4319], vocabularySize })).toEqual([
      ...PUBLISHED_LEVEL_IDS,
    ])
  })

  test('asks the tokenizer where the configuration is silent', () => {
    expect(new Set(fiveIds).size).toBe(5)
    expect(readLevelIds({ tokenizer: five, vocabularySize })).toEqual(fiveIds)
  })

  test('accepts both where they agree', () => {
    const configIds = fiveIds.toReversed()
    expect(readLevelIds({ configIds, tokenizer: five, vocabularySize })).toEqual(fiveIds)
  })

  test('works for other words, however many', () => {
    const levelNames = ['low', 'medium', 'high']
    const tokenizer = tokenizerOf(levelNames)
    const ids = readLevelIds({ tokenizer, levelNames, vocabularySize })
    expect(ids).toEqual(levelNames.map((name) => tokenizer.encode(name)[1]))
    expect(readLevelIds({ configIds: ids.toReversed(), tokenizer, levelNames, vocabularySize })).toEqual(ids)
  })

  test('refuses a configuration whose ids cannot be level ids', () => {
    const read = (configIds: number[]) => () =>
      readLevelIds({ configIds, configFile: 'x/config.json', vocabularySize })
    expect(read([1, 2, 3, 4])).toThrow(ConfigInvalidError)
    expect(read([1, 2, 3, 4])).toThrow('x/config.json: level_ids: expected 5 ids')
    expect(read([1, 2, 3, 4, 32000])).toThrow('expected ids below 32000, the rows of the head, got 32000')
    expect(read([1, 2, -3, 4, 5])).toThrow('got -3')
    expect(read([1, 2, 3, 4, 4])).toThrow('distinct')
  })

  test('refuses when the two disagree', () => {
    const disagree = () => readLevelIds({ configIds: fiveIds, tokenizer: five, vocabularySize })
    expect(disagree).toThrow(TokenizerInvalidError)
    expect(disagree).toThrow('but config.json says bad ')
  })

  test('refuses a word of several tokens', () => {
    const tokenizer = tokenizerOf(['bad', 'poor', 'fair', 'good', 'excel', 'lent'])
    const several = () => readLevelIds({ tokenizer, vocabularySize })
    expect(several).toThrow(TokenizerInvalidError)
    // "▁excel" and one token for each letter of "lent", which has pieces only after a space.
    expect(several).toThrow('"excellent" is 5 tokens')
  })

  test('refuses a word that the tokenizer does not know', () => {
    const unknown = () => readLevelIds({ tokenizer: five, levelNames: ['bad', 'xyz'], vocabularySize })
    expect(unknown).toThrow(TokenizerInvalidError)
    expect(unknown).toThrow('no token for the level word "xyz"')
  })

  test('refuses the same word twice', () => {
    const twice = () => readLevelIds({ tokenizer: five, levelNames: ['bad', 'good', 'good'], vocabularySize })
    expect(twice).toThrow(TokenizerInvalidError)
    expect(twice).toThrow('distinct')
  })

  test('refuses ids beyond the head', () => {
    expect(() => readLevelIds({ tokenizer: five, vocabularySize: 4 })).toThrow('the rows of the head')
  })

  test('refuses when there is nothing to read from', () => {
    expect(() => readLevelIds({ vocabularySize })).toThrow(ConfigInvalidError)
  })
})

describeWithShared('readLevelIds, against the recording', () => {
  test('configuration and published tokenizer agree on the published ids', async () => {
    const { level_ids: configIds } = JSON.parse(
      readFileSync(sharedPath('golden/vectors/tokens.json'), 'utf8'),
    )
    const tokenizer = await Tokenizer.fromFile(sharedPath('golden/preprocessor/tokenizer.model'))
    expect(readLevelIds({ configIds, tokenizer, vocabularySize })).toEqual([...PUBLISHED_LEVEL_IDS])
  })

  test('words that the published tokenizer cuts in two cannot be levels', async () => {
    const tokenizer = await Tokenizer.fromFile(sharedPath('golden/preprocessor/tokenizer.model'))
    const levelNames = ['minimal', 'moderate', 'severe']
    expect(() => readLevelIds({ tokenizer, levelNames, vocabularySize })).toThrow(
      '"moderate" is 2 tokens (17768, 403)',
    )
  })
})
