/** ln softmax, in float64. */
export function logSoftmaxValue(caller: string, logits: ArrayLike<number>): number[] {
  const values = Array.from(logits)
  if (values.length === 0) throw new RangeError(`${caller}: expected at least one logit, got none`)
  const odd = values.find((logit) => !Number.isFinite(logit))
  if (odd !== undefined) throw new RangeError(`${caller}: expected finite logits, got ${odd}`)
  const max = values.reduce((largest, logit) => Math.max(largest, logit), Number.NEGATIVE_INFINITY)
  const logSum = Math.log(values.reduce((sum, logit) => sum + Math.exp(logit - max), 0))
  return values.map((logit) => logit - max - logSum)
}

/** The entries at the given ids of a vocabulary. */
export function entriesAt(caller: string, values: readonly number[], ids: readonly number[]): number[] {
  return ids.map((id) => {
    const value = values[id]
    if (value === undefined)
      throw new RangeError(`${caller}: expected an id below ${values.length}, got ${id}`)
    return value
  })
}
