import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { type CropViews, viewsPerImage } from '@deqa/model/image'
import {
  CLIP_STATISTICS,
  IMAGE_TOKEN_ID,
  type ModelRecipe,
  type NetworkConfig,
  openCheckpoint,
  PROMPTS,
  type PromptIds,
  parseCheckpointConfig,
  readNormalization,
  Tokenizer,
} from '@deqa/model/training'
import { ConfigurationInvalidError } from '../config/errors.ts'
import { lossOptionsOf, programOptionsOf } from '../config/program-options.ts'
import { networkOf } from '../config/resolve-network.ts'
import type { TrainingConfig } from '../config/schema.ts'
import { startFolder } from '../config/shipped-checkpoint.ts'
import { TrainerError } from '../errors.ts'
import { type ParameterValues, parameterSource } from '../export/parameter-source.ts'
import { deqaProgram } from '../program/deqa-program.ts'
import { openVocabulary } from '../text/open-vocabulary.ts'
import { scoringPrompt, type TrainingText, trainingText } from '../text/training-text.ts'
import type { Vocabulary } from '../text/vocabulary.ts'
import { type LearnedText, learnedByCheckpoint, learnedByRun } from './learned-text.ts'
import type { PreparedNetwork } from './prepared-network.ts'
import { readTrainedRun } from './read-trained-run.ts'
import { isRunFolder } from './run-folder.ts'
import { checkpointParameters, freshAdapters, randomParameters } from './starting-parameters.ts'

/** What a network starts from. */
interface Start {
  readonly network: NetworkConfig
  readonly values: ParameterValues
  /** Squares that it has learned to see pictures by. */
  readonly views?: CropViews | undefined
  readonly normalization: ModelRecipe['normalization']
  readonly promptsOf: PreparedNetwork['promptsOf']
  /** The text that it has learned to answer, where it says so. */
  readonly learned?: LearnedText | undefined
  readonly vocabulary: Vocabulary
  /** Folder of the checkpoint, where it is one. */
  readonly base?: string
}

/**
 * The network that a configuration names: drawn at random, read from a checkpoint, or taken from a finished run.
 *
 * @param later - folders of the runs that begin with it, one behind the other.
 * @throws {TrainerError | DeqaError} if what it names cannot be read or does not fit; `RUN_MISMATCH` if it is one of
 *   `later`.
 */
export async function prepareNetwork(
  config: TrainingConfig,
  later: readonly string[] = [],
): Promise<PreparedNetwork> {
  const start = await startOf(config, later)
  const { normalization, vocabulary, base } = start
  const { network, views } = withViews(start, config.views)
  const text = trainingText(vocabulary, {
    questions: config.text.questions,
    levelWords: config.levels.words,
    system: config.text.system,
    uncertainty: config.text.uncertainty,
  })
  const options = programOptionsOf(config, network, text.layout)
  const program = deqaProgram(options)
  const trainable = program.parameters.filter((parameter) => parameter.trainable)
  return {
    text,
    network,
    program,
    values: new Map([...start.values, ...freshAdapters(program.parameters, config.seed)]),
    facts: {
      network,
      trained: new Set(trainable.map(({ name }) => name)),
      ...(options.lora && { lora: options.lora }),
      loss: lossOptionsOf(config),
      levelIds: text.layout.levelIds,
      normalization,
      views,
      prompts: start.promptsOf === 'original' ? originalPrompts(vocabulary) : trainedPrompts(text),
      ...(vocabulary instanceof Tokenizer && { tokenizer: vocabulary.file }),
      ...(base !== undefined && { base }),
    },
    promptsOf: start.promptsOf,
    learned: start.learned,
  }
}

async function startOf(config: TrainingConfig, later: readonly string[]): Promise<Start> {
  if (config.network.from === undefined) return fromNothing(config)
  const from = startFolder(config.network.from)
  return (await isRunFolder(from)) ? fromRun(config, from, later) : fromCheckpoint(config, from)
}

async function fromNothing(config: TrainingConfig): Promise<Start> {
  const vocabulary = await openVocabulary(config)
  const network = networkOf(config.network, vocabulary.size)
  const { width, mlpWidth } = network.vision
  if (config.start.encoder === 'spectrum' && mlpWidth < width) {
    const message = `a spectrum needs at least the encoder’s width, ${width}, got ${mlpWidth}`
    throw new ConfigurationInvalidError('the configuration', [{ path: 'network.vision.mlpWidth', message }])
  }
  const values = await randomParameters(network, config.seed, config.start)
  return { network, values, normalization: statistics(CLIP_STATISTICS), promptsOf: 'training', vocabulary }
}

async function fromCheckpoint(config: TrainingConfig, folder: string): Promise<Start> {
  await using source = await openCheckpoint(folder)
  const { network, views, prompts } = parseCheckpointConfig(source.config, join(source.folder, 'config.json'))
  const values = await checkpointParameters(source, network)
  const normalization = await readNormalization(
    join(source.folder, 'preprocessor_config.json'),
    network.vision.imageSize,
  )
  const vocabulary = await openVocabulary(config, network.decoder.vocabularySize)
  // Its own prompts are those of the text that it was trained with.
  const own = vocabulary instanceof Tokenizer ? undefined : prompts
  const promptsOf = own ? 'training' : 'original'
  return {
    network,
    values,
    views,
    normalization,
    promptsOf,
    learned: own && learnedByCheckpoint(config.network.from!, own),
    vocabulary,
    base: source.folder,
  }
}

async function fromRun(config: TrainingConfig, from: string, later: readonly string[]): Promise<Start> {
  const folder = await realpath(from)
  if (later.includes(folder)) {
    throw new TrainerError('RUN_MISMATCH', `${from}: the run that lies there would have begun with itself`, {
      advice: 'Put there what the run began with; a copy of the run has overwritten it.',
    })
  }
  // It may itself have begun with a run.
  const prepare = (before: TrainingConfig) => prepareNetwork(before, [...later, folder])
  const { trained, promptsOf, text, config: before } = await readTrainedRun(from, 'latest', prepare)
  const { network, normalization, views } = trained
  const source = parameterSource(network, trained.values, trained.lora)
  const values = new Map<string, Float32Array>()
  for (const name of source.tensors.keys()) values.set(name, await source.read(name))
  const vocabulary = await openVocabulary(config, network.decoder.vocabularySize)
  return {
    network,
    values,
    views,
    normalization,
    promptsOf,
    ...(promptsOf === 'training' && { learned: learnedByRun(from, before, text) }),
    vocabulary,
  }
}

/** The network as it is to see pictures; as it has seen them so far, if the configuration does not say. */
function withViews(start: Start, config: TrainingConfig['views']): Pick<Start, 'network' | 'views'> {
  if (config === null) return start
  const { together, ...views } = config
  const { views: _, ...abstractor } = start.network.abstractor
  const seen = together ? { ...abstractor, views: viewsPerImage({ views }) } : abstractor
  return { network: { ...start.network, abstractor: seen }, views }
}

function originalPrompts(vocabulary: Vocabulary): ModelRecipe['prompts'] {
  const ids = (prompt: string): PromptIds => {
    const all = vocabulary.encodePrompt(prompt)
    const image = all.indexOf(IMAGE_TOKEN_ID)
    return { prefix: all.slice(0, image), suffix: all.slice(image + 1) }
  }
  return { scorer: ids(PROMPTS.scorer), eval: ids(PROMPTS.eval) }
}

function trainedPrompts(text: TrainingText): ModelRecipe['prompts'] {
  const prompt = scoringPrompt(text)
  return { scorer: prompt, eval: prompt }
}

function statistics({ mean, std }: typeof CLIP_STATISTICS): ModelRecipe['normalization'] {
  return { mean, std }
}
