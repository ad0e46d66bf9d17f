/**
 * Where the best staircase of a curve's limit lies: one level below a point, one above it and, at the point itself,
 * anything between the two. A logistic whose scale goes to 0 becomes such a staircase, and a descent from a wider
 * curve does not find it.
 *
 * @param x - shape [n], not constant.
 * @param y - shape [n], with mean 0.
 * @param sign - 1 for a rising staircase, −1 for a falling one, 0 for either.
 * @returns centre and scale of a sigmoid close to it; nothing if no staircase of that sign is better than a constant.
 */
export function bestStep(
  x: Float64Array,
  y: Float64Array,
  sign: 1 | -1 | 0,
): { centre: number; scale: number } | undefined {
  const order = Array.from(x, (_, i) => i).sort((a, b) => x[a]! - x[b]!)
  const total = y.reduce((sum, value) => sum + value, 0)
  let best = { gain: 0, centre: 0, scale: 0 }
  let belowSum = 0
  for (let start = 0, end = 0; start < order.length; start = end) {
    const value = x[order[start]!]!
    let sum = 0
    for (end = start; end < order.length && x[order[end]!] === value; end++) sum += y[order[end]!]!
    const [below, here, above] = [start, end - start, order.length - end]
    const aboveSum = total - belowSum - sum
    const low = below > 0 ? belowSum / below : sum / here
    const high = above > 0 ? aboveSum / above : sum / here
    const middle = Math.min(Math.max(sum / here, Math.min(low, high)), Math.max(low, high))
    const gain = below * low ** 2 + above * high ** 2 + middle * (2 * sum - here * middle)
    if (gain > best.gain && high !== low && sign * (high - low) >= 0) {
      const before = below > 0 ? value - x[order[start - 1]!]! : Number.POSITIVE_INFINITY
      const after = above > 0 ? x[order[end]!]! - value : Number.POSITIVE_INFINITY
      const scale = Math.min(before, after) / 10
      const share = Math.min(Math.max((middle - low) / (high - low), 0.01), 0.99)
      best = { gain, centre: value - scale * Math.log(share / (1 - share)), scale }
    }
    belowSum += sum
  }
  return best.gain > 0 ? best : undefined
}
