/** Count, extremes, mean and deviation of numbers that come one by one (Welford's recurrence). */
export class RunningMoments {
  count = 0
  min = Number.POSITIVE_INFINITY
  max = Number.NEGATIVE_INFINITY
  mean = 0
  private squares = 0

  add(value: number): void {
    this.count++
    this.min = Math.min(this.min, value)
    this.max = Math.max(this.max, value)
    const delta = value - this.mean
    this.mean += delta / this.count
    this.squares += delta * (value - this.mean)
  }

  /** Of the numbers themselves: divided by n. Zero before the first number. */
  get std(): number {
    return this.count === 0 ? 0 : Math.sqrt(this.squares / this.count)
  }
}
