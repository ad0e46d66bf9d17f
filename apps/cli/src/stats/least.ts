/** The least of the values; infinity if there is none. For more of them than a call takes arguments. */
export function least(values: readonly number[]): number {
  return values.reduce((smallest, value) => Math.min(smallest, value), Number.POSITIVE_INFINITY)
}
