import { LEVEL_NAMES } from '@deqa/soft-label'
import { ConfigInvalidError } from '../network/config.ts'
import type { Tokenizer } from './tokenizer.ts'
import { TokenizerInvalidError } from './tokenizer-invalid-error.ts'

/**
 * Ids of bad, poor, fair, good and excellent under the tokenizer of every released checkpoint (LLaMA, 32,000
 * pieces), for a checkpoint that names them neither in its configuration nor by a tokenizer.
 */
export const PUBLISHED_LEVEL_IDS: readonly number[] = [4319, 6460, 6534, 1781, 15129]

/** Where the ids of the level tokens can be read from. */
export interface LevelIdSources {
  /** `level_ids` of the checkpoint's configuration, in the order of that file: best level first. */
  readonly configIds?: readonly number[]
  /** How to call that configuration in errors. @default 'config.json' */
  readonly configFile?: string
  readonly tokenizer?: Tokenizer
  /** Rows of the checkpoint's head: every id must be below. */
  readonly vocabularySize: number
  /** Words of the levels, worst first. @default the five of the paper */
  readonly levelNames?: readonly string[]
}

/**
 * The ids of the level tokens, in our order: worst level first. Read from the configuration or by the tokenizer;
 * where both are there, they must agree.
 *
 * @returns shape [K], one distinct id in [0, vocabularySize) for each level name.
 * @throws {ConfigInvalidError} if the configuration's ids are not K distinct ids of the vocabulary, or if there is
 *   neither configuration nor tokenizer to read from.
 * @throws {TokenizerInvalidError} if a level's word is not a single known token, or the two sources disagree.
 */
export function readLevelIds(sources: LevelIdSources): number[] {
  const { configIds, configFile = 'config.json', tokenizer, vocabularySize } = sources
  const names = sources.levelNames ?? LEVEL_NAMES

  const fromConfig = configIds?.toReversed()
  if (fromConfig) {
    const problem = problemOfIds(fromConfig, names, vocabularySize)
    if (problem) throw new ConfigInvalidError(configFile, `level_ids: ${problem}`)
  }
  const fromTokenizer = tokenizer && names.map((name) => singleTokenId(tokenizer, name))
  if (fromTokenizer) {
    const problem = problemOfIds(fromTokenizer, names, vocabularySize)
    if (problem) throw new TokenizerInvalidError(tokenizer.file, `level words: ${problem}`)
  }
  if (fromConfig && fromTokenizer && fromConfig.some((id, i) => id !== fromTokenizer[i]))
    throw new TokenizerInvalidError(
      tokenizer.file,
      `gives ${list(names, fromTokenizer)}, but ${configFile} says ${list(names, fromConfig)}`,
    )

  const ids = fromConfig ?? fromTokenizer
  if (!ids)
    throw new ConfigInvalidError(
      configFile,
      'has no level_ids, and there is no tokenizer.model to find them by',
    )
  return ids
}

function singleTokenId(tokenizer: Tokenizer, word: string): number {
  const [, ...ids] = tokenizer.encode(word)
  if (ids.includes(tokenizer.unknownId))
    throw new TokenizerInvalidError(tokenizer.file, `has no token for the level word "${word}"`)
  if (ids.length !== 1)
    throw new TokenizerInvalidError(
      tokenizer.file,
      `"${word}" is ${ids.length} tokens (${ids.join(', ')}), expected one: a level is read from a single logit`,
    )
  return ids[0]!
}

function problemOfIds(
  ids: readonly number[],
  names: readonly string[],
  vocabularySize: number,
): string | undefined {
  if (ids.length !== names.length)
    return `expected ${names.length} ids (${names.join(', ')}), got ${ids.length}`
  const outside = ids.find((id) => !Number.isInteger(id) || id < 0 || id >= vocabularySize)
  if (outside !== undefined)
    return `expected ids below ${vocabularySize}, the rows of the head, got ${outside}`
  if (new Set(ids).size !== ids.length) return `expected distinct ids, got ${list(names, ids)}`
  return undefined
}

function list(names: readonly string[], ids: readonly number[]): string {
  return names.map((name, i) => `${name} ${ids[i]}`).join(', ')
}
