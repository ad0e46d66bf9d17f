import type { TrainingConfig } from '../config/schema.ts'
import type { BatchLayout } from '../data/assemble-batch.ts'
import { readEvaluationRatings } from '../data/read-evaluation-ratings.ts'
import type { Ratings } from '../data/read-ratings.ts'
import { requireImages } from '../data/require-images.ts'
import { requireRoom } from '../data/require-room.ts'
import { loadExamples, type TrainingSet } from '../data/training-examples.ts'
import { requireSameText } from './learned-text.ts'
import { prepareNetwork } from './prepare-network.ts'
import type { PreparedNetwork } from './prepared-network.ts'

/** What a run works with, but for its folder. */
export interface PreparedRun {
  readonly sets: readonly TrainingSet[]
  /** Of the sets that are evaluated on. */
  readonly ratings: readonly Ratings[]
  readonly network: PreparedNetwork
  readonly layout: BatchLayout
}

/**
 * Reads all that a configuration names, and looks for its images. What is wrong with it shows here, before a folder is
 * claimed for a run that could not be corrected any more.
 *
 * @throws {TrainerError | DatasetError | DeqaError} if the data or the network cannot be used.
 * @throws the signal's reason when it aborts.
 */
export async function prepareRun(config: TrainingConfig, signal?: AbortSignal): Promise<PreparedRun> {
  const sets = await loadExamples(config)
  const ratings = await readEvaluationRatings(config)
  if (config.data.badImages === 'stop') {
    const examples = [...sets.flatMap((set) => set.examples), ...ratings.flatMap((set) => set.ratings)]
    await requireImages(
      examples.map(({ imagePath }) => imagePath),
      signal,
    )
  }
  const network = await prepareNetwork(config)
  if (network.learned) requireSameText(network.learned, network.text)
  const layout: BatchLayout = {
    mode: config.mode,
    batchSize: config.batch.size,
    text: network.text,
    network: network.network,
    rank: config.loss.rank,
    strengths: config.loss.strengths,
    statistics: network.facts.normalization,
    views: network.facts.views,
  }
  if (ratings.length > 0) requireRoom(layout)
  return { sets, ratings, network, layout }
}
