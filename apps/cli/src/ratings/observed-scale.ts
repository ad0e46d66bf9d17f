import type { Dataset, Scale } from '@deqa/datasets'
import { UsageError } from '../errors.ts'

/**
 * The lowest and the highest score of all usable rows, in whatever part of the split: what the original system
 * normalises by. Rows that cannot be used are passed over here; whoever reads the ratings reports them.
 *
 * @throws {UsageError} if there are no two different scores.
 */
export async function observedScale(dataset: Dataset): Promise<Scale> {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  let badRows = 0
  let firstError: Error | undefined
  const onBadRow = (error: Error): void => {
    badRows++
    firstError ??= error
  }
  for await (const { mos } of dataset.rows({ onBadRow })) {
    if (mos < min) min = mos
    if (mos > max) max = mos
  }
  if (min < max) return { min, max }
  const found =
    min === max
      ? `all scores of ${dataset.title} are ${min}`
      : `${dataset.title} has no row that can be used${firstError ? `; the first of ${badRows}: ${firstError.message}` : ''}`
  throw new UsageError(
    `--scale: ${found}`,
    'Two different scores are needed to observe a scale; name one, as in --scale 1,5.',
  )
}
