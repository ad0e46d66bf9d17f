import { type DeqaMetaItem, readDeqaMeta } from '@deqa/datasets'
import { oneHotLabel, UNCERTAINTY_WORDS, uncertaintyOf } from '@deqa/soft-label'
import type { TrainingConfig, TrainingSetConfig } from '../config/schema.ts'
import { TrainingDataInvalidError } from './errors.ts'
import { labelNeedsStd, labelOf } from './label-of.ts'
import { randomOf } from './random.ts'
import { type Rating, type Ratings, readRatings } from './read-ratings.ts'

/** A rated image with all that training asks of it. */
export interface TrainingExample extends Omit<Rating, 'row'> {
  /** Index of its dataset in the configuration. */
  readonly dataset: number
  /** [K], ascending. Upstream's labels may sum to more than 1. */
  readonly softLabel: readonly number[]
  /** The level that the text of the answer names: one of K equal parts of [1, 5]. */
  readonly level: number
  /** Index of the question; one and the same in all epochs. */
  readonly question: number
  /** Index of the uncertainty word, where the answer names one. */
  readonly uncertainty?: number
}

/** One dataset of a run. */
export interface TrainingSet extends Omit<Ratings, 'ratings'> {
  readonly weight: number
  readonly examples: readonly TrainingExample[]
}

/** The parts of a configuration that decide the examples. */
export type ExamplesConfig = Pick<
  TrainingConfig,
  'datasets' | 'label' | 'levels' | 'text' | 'loss' | 'mode' | 'seed'
>

/**
 * Reads the datasets of a configuration and makes the labels. No image is opened.
 *
 * @throws {TrainingDataInvalidError} if a dataset cannot be trained on as the configuration asks.
 * @throws {DatasetError} if a dataset cannot be read.
 */
export async function loadExamples(config: ExamplesConfig): Promise<TrainingSet[]> {
  return Promise.all(config.datasets.map((set, index) => loadSet(config, set, index)))
}

async function loadSet(config: ExamplesConfig, set: TrainingSetConfig, index: number): Promise<TrainingSet> {
  const { ratings, ...facts } = await readRatings(set, needsStd(config, set))
  if (config.mode === 'pair' && ratings.length < 2) {
    throw new TrainingDataInvalidError(
      facts.name,
      'has a single image, expected two or more to make pairs of',
    )
  }
  const stored = set.labels === 'stored' ? await readDeqaMeta(set.meta!) : undefined
  const levels = config.levels.words.length
  const uncertaintyOfStd = config.text.uncertainty ? uncertaintyBy(facts.name, ratings) : undefined
  const random = randomOf(config.seed, 'question', index)
  const examples = ratings.map(({ row, ...rating }): TrainingExample => {
    const drawn = random.below(config.text.questions.length)
    const item = stored?.[row]
    return {
      ...rating,
      dataset: index,
      softLabel: item
        ? storedLabel(facts.name, item)
        : labelOf(rating, { ...config.label, density: set.density, levels }),
      level: oneHotLabel(rating.score, levels).indexOf(1),
      question: (item && storedQuestion(item, config.text.questions)) ?? drawn,
      ...(uncertaintyOfStd && { uncertainty: uncertaintyOfStd(rating.std!) }),
    }
  })
  return { ...facts, weight: set.weight, examples }
}

function needsStd({ label, loss, mode, text }: ExamplesConfig, set: TrainingSetConfig): boolean {
  const comparesByStd = mode === 'pair' && loss.rank === 'fidelity' && loss.weightRank > 0
  const labelled = set.labels === 'computed' && labelNeedsStd(label.method)
  return comparesByStd || labelled || text.uncertainty
}

/** The uncertainty words divide the range of a dataset's deviations in equal parts. */
function uncertaintyBy(name: string, ratings: readonly Rating[]): (std: number) => number {
  let [min, max] = [Number.POSITIVE_INFINITY, 0]
  for (const { std } of ratings) {
    min = Math.min(min, std!)
    max = Math.max(max, std!)
  }
  if (min < max) return (std) => UNCERTAINTY_WORDS.indexOf(uncertaintyOf(std, { min, max }))
  throw new TrainingDataInvalidError(name, 'all deviations are equal, so no answer can name an uncertainty', {
    advice: 'Leave out text.uncertainty.',
  })
}

function storedLabel(name: string, { id, levelProbs }: DeqaMetaItem): readonly number[] {
  if (levelProbs) return levelProbs
  throw new TrainingDataInvalidError(name, `${id} has no level_probs`, {
    advice: 'Let the label be computed: leave out labels: stored.',
  })
}

/** The question that the file's conversation asks, if it is one of ours. */
function storedQuestion({ conversations }: DeqaMetaItem, questions: readonly string[]): number | undefined {
  const asked = conversations?.[0]?.value.replace('<|image|>', '').trim()
  const index = asked === undefined ? -1 : questions.indexOf(asked)
  return index < 0 ? undefined : index
}
