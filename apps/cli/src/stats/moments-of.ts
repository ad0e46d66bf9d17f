/** Mean and standard deviation of the values themselves: divided by n. */
export interface Moments {
  readonly mean: number
  readonly std: number
}

/** @param values - at least one. */
export function momentsOf(values: readonly number[]): Moments {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return { mean, std: Math.sqrt(variance) }
}
