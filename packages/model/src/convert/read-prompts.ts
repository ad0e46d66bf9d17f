import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { CheckpointConfig } from '../network/config.ts'
import { PUBLISHED_LEVEL_IDS, readLevelIds } from '../tokenizer/level-ids.ts'
import { PUBLISHED_PROMPT_IDS, PUBLISHED_Q_ALIGN_IDS, promptIds } from '../tokenizer/prompts.ts'
import { Tokenizer } from '../tokenizer/tokenizer.ts'
import { TokenizerInvalidError } from '../tokenizer/tokenizer-invalid-error.ts'
import type { ModelRecipe } from './model-recipe.ts'

/** Pieces of the tokenizer that every released checkpoint uses. */
const PUBLISHED_VOCABULARY = 32_000

const TOKENIZER_FILE = 'tokenizer.model'

export interface ReadPrompts {
  readonly prompts: ModelRecipe['prompts']
  readonly levelIds: readonly number[]
  /** Set when the published ids were used because there is no tokenizer. */
  readonly warning?: string
}

/**
 * The token ids of the prompts and levels: by the checkpoint's tokenizer; by its configuration, where a network has a
 * vocabulary without one; or the published ids where a checkpoint of the published vocabulary size comes without either.
 *
 * @param tokenizerPath - a file or folder named by the user; else `folders` are searched in order.
 * @throws {TokenizerInvalidError} if the named tokenizer cannot be read or is too large, or if there is none for
 *   another vocabulary.
 */
export async function readPrompts(
  config: CheckpointConfig,
  configFile: string,
  folders: readonly string[],
  tokenizerPath: string | undefined,
): Promise<ReadPrompts> {
  const { vocabularySize } = config.network.decoder
  const sources = { configFile, vocabularySize, ...(config.levelIds ? { configIds: config.levelIds } : {}) }
  const file = await findTokenizer(folders, tokenizerPath)
  if (file === undefined && config.prompts) {
    return { prompts: config.prompts, levelIds: readLevelIds(sources) }
  }
  if (file === undefined && vocabularySize === PUBLISHED_VOCABULARY) {
    return {
      prompts: config.variant === 'q-align' ? PUBLISHED_Q_ALIGN_IDS : PUBLISHED_PROMPT_IDS,
      levelIds: config.levelIds ? readLevelIds(sources) : PUBLISHED_LEVEL_IDS,
      warning: `There is no ${TOKENIZER_FILE} in ${folders.join(' or ')}; the token ids of the released checkpoints are used.`,
    }
  }
  const tokenizer = await Tokenizer.fromFile(file ?? join(folders[0]!, TOKENIZER_FILE))
  if (tokenizer.size > vocabularySize) {
    throw new TokenizerInvalidError(
      tokenizer.file,
      `has ${tokenizer.size} pieces, expected at most ${vocabularySize}, the rows of the embedding table`,
    )
  }
  return {
    prompts: promptIds(tokenizer, config.variant),
    levelIds: readLevelIds({ ...sources, tokenizer }),
  }
}

async function findTokenizer(
  folders: readonly string[],
  named: string | undefined,
): Promise<string | undefined> {
  const isFolder = async (path: string) => (await stat(path).catch(() => undefined))?.isDirectory() ?? false
  if (named !== undefined) return (await isFolder(named)) ? join(named, TOKENIZER_FILE) : named
  for (const folder of folders) {
    const file = join(folder, TOKENIZER_FILE)
    if (await stat(file).catch(() => undefined)) return file
  }
  return undefined
}
