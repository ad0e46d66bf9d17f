import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Tokenizer } from '@deqa/model/training'
import type { TrainingConfig } from '../config/schema.ts'
import { startFolder } from '../config/shipped-checkpoint.ts'
import { publishedVocabulary } from './published-vocabulary.ts'
import { smallVocabulary } from './small-vocabulary.ts'
import { TextInvalidError, type Vocabulary } from './vocabulary.ts'

const TOKENIZER_FILE = 'tokenizer.model'

/**
 * The vocabulary that a configuration trains with. `auto` is, for a network from a checkpoint, its `tokenizer.model` or
 * without one the vocabulary of its size (the published or the small one); for a network from scratch the small one.
 *
 * @param rows - rows of the checkpoint's embeddings, for a network from a checkpoint.
 * @throws {TokenizerInvalidError} if a tokenizer.model cannot be read.
 * @throws {TextInvalidError} if the vocabulary does not fit the checkpoint.
 */
export async function openVocabulary(
  config: Pick<TrainingConfig, 'text' | 'levels' | 'network'>,
  rows?: number,
): Promise<Vocabulary> {
  const vocabulary = await choose(config, rows)
  if (rows !== undefined && vocabulary.size > rows) {
    throw new TextInvalidError(
      vocabulary.file,
      `has ${vocabulary.size} ids, expected at most ${rows}, the rows of the checkpoint’s embeddings`,
      'Name the vocabulary that the checkpoint was trained with: text.vocabulary.',
    )
  }
  return vocabulary
}

async function choose(
  { text, levels, network }: Pick<TrainingConfig, 'text' | 'levels' | 'network'>,
  rows: number | undefined,
): Promise<Vocabulary> {
  const small = () => smallVocabulary({ questions: text.questions, levelWords: levels.words })
  switch (text.vocabulary) {
    case 'small':
      return small()
    case 'published':
      return publishedVocabulary()
    case 'auto': {
      if (network.from === undefined) return small()
      const file = join(startFolder(network.from), TOKENIZER_FILE)
      if (await stat(file).catch(() => undefined)) return Tokenizer.fromFile(file)
      const published = publishedVocabulary()
      return rows === published.size ? published : small()
    }
    default:
      return Tokenizer.fromFile(text.vocabulary)
  }
}
