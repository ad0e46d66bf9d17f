import type { TrainingConfig } from '../config/schema.ts'
import { TrainingDataInvalidError } from './errors.ts'
import { type Ratings, readRatings } from './read-ratings.ts'

/**
 * The ratings that a configuration evaluates on. Reports and curves call each set by its name, so no two have one name.
 *
 * @throws {TrainingDataInvalidError} if a dataset cannot be used, or two have one name.
 * @throws {DatasetError} if a dataset cannot be read.
 */
export async function readEvaluationRatings({
  evaluation,
}: Pick<TrainingConfig, 'evaluation'>): Promise<Ratings[]> {
  const all = await Promise.all(evaluation.datasets.map((set) => readRatings(set, false)))
  const names = all.map(({ name }) => name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice === undefined) return all
  throw new TrainingDataInvalidError('evaluation.datasets', `two sets are called ${twice}`, {
    advice: 'Give each a title of its own: title.',
  })
}
