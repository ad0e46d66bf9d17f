/**
 * The thresholds t₁ < … < tₙ that leave the least variance within the n + 1 classes of a histogram; class k has the
 * values in (tₖ, tₖ₊₁]. Exact, by dynamic programming over the values that occur.
 *
 * Source: N. Otsu, IEEE Trans. SMC 9(1), 1979, for several thresholds.
 *
 * @param histogram - shape [256].
 * @returns at most one fewer than there are values.
 */
export function otsuThresholds(histogram: Float64Array, count: number): number[] {
  const values = [...histogram.keys()].filter((value) => histogram[value]! > 0)
  const classes = Math.min(count + 1, values.length)
  const n = values.length
  const counts = new Float64Array(n + 1)
  const sums = new Float64Array(n + 1)
  values.forEach((value, i) => {
    counts[i + 1] = counts[i]! + histogram[value]!
    sums[i + 1] = sums[i]! + histogram[value]! * value
  })
  // The sum of squares is fixed, so what a class can gain is sum² / count.
  const gain = (from: number, to: number) => (sums[to]! - sums[from]!) ** 2 / (counts[to]! - counts[from]!)
  let best = Float64Array.from({ length: n + 1 }, (_, end) => (end > 0 ? gain(0, end) : 0))
  const cuts: Int16Array[] = []
  for (let k = 2; k <= classes; k++) {
    const next = new Float64Array(n + 1).fill(Number.NEGATIVE_INFINITY)
    const cut = new Int16Array(n + 1)
    for (let end = k; end <= n; end++) {
      for (let start = k - 1; start < end; start++) {
        const total = best[start]! + gain(start, end)
        if (total > next[end]!) {
          next[end] = total
          cut[end] = start
        }
      }
    }
    cuts.push(cut)
    best = next
  }
  const thresholds: number[] = []
  for (let k = cuts.length - 1, end = n; k >= 0; k--) {
    end = cuts[k]![end]!
    thresholds.unshift(values[end - 1]!)
  }
  return thresholds
}
