/**
 * The mean opinion of votes for categories:
 *
 *   mos = Σ vᵢ cᵢ / Σ cᵢ
 *
 * @param votes - c: counts of votes, or shares of them, zero or more.
 * @param values - v: what a vote for each category is worth, in the same order.
 * @returns undefined without any vote.
 */
export function meanOfVotes(votes: readonly number[], values: readonly number[]): number | undefined {
  const sum = votes.reduce((total, count) => total + count, 0)
  if (!(sum > 0)) return undefined
  return votes.reduce((total, count, i) => total + values[i]! * count, 0) / sum
}

/**
 * The deviation of single opinions from votes for categories:
 *
 *   std = √(Σ cᵢ (vᵢ − mos)² / (n − 1)),   n = Σ cᵢ
 *
 * @param votes - c: counts of votes, whole numbers.
 * @param values - v: what a vote for each category is worth, in the same order.
 * @returns undefined for fewer than two votes, which have none.
 */
export function deviationOfVotes(votes: readonly number[], values: readonly number[]): number | undefined {
  const count = votes.reduce((total, votesOfOne) => total + votesOfOne, 0)
  const mean = meanOfVotes(votes, values)
  if (mean === undefined || count < 2) return undefined
  const squares = votes.reduce((total, votesOfOne, i) => total + votesOfOne * (values[i]! - mean) ** 2, 0)
  return Math.sqrt(squares / (count - 1))
}
