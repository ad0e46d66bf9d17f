/** How the learning rate changes while a run goes on. */
export interface LearningRateSchedule {
  /** After warming up: fall to 0 along half a cosine or a straight line, or stay. */
  readonly decay: 'cosine' | 'linear' | 'constant'
  /** The largest rate, reached when warming up is over. */
  readonly peak: number
  /** Updates of the whole run. */
  readonly totalSteps: number
  /** Share of them in which the rate rises from 0 to the peak; rounded up to whole updates. */
  readonly warmupRatio: number
}

/** Updates in which the rate rises. */
export function warmupSteps({ totalSteps, warmupRatio }: LearningRateSchedule): number {
  return Math.ceil(totalSteps * warmupRatio)
}

/**
 * The learning rate of one update.
 *
 *   η(t) = peak · t / W                                   t < W
 *   η(t) = peak · ½ (1 + cos(π (t - W) / (T - W)))        t ≥ W, 'cosine'
 *   η(t) = peak · (1 - (t - W) / (T - W))                 t ≥ W, 'linear'
 *   η(t) = peak                                           t ≥ W, 'constant'
 *
 * with T updates in all and W = ⌈T · warmupRatio⌉ of warm-up. As in the schedules of Hugging Face's trainer, which the
 * original uses, the very first update of a warm-up has rate 0.
 *
 * Source: paper, appendix B.3 (warm-up ratio 0.03, cosine decay).
 *
 * @param step - updates made before this one: 0, 1, …. From T on a falling rate stays at 0.
 * @throws {RangeError} if `step` is no whole number from 0 on.
 */
export function learningRateAt(step: number, schedule: LearningRateSchedule): number {
  if (!Number.isInteger(step) || step < 0) {
    throw new RangeError(`learningRateAt: expected a step of 0 or more, got ${step}`)
  }
  const { decay, peak, totalSteps } = schedule
  const rising = warmupSteps(schedule)
  if (step < rising) return (peak * step) / rising
  if (decay === 'constant') return peak
  if (step >= totalSteps) return 0
  const done = (step - rising) / (totalSteps - rising)
  return decay === 'linear' ? peak * (1 - done) : (peak * (1 + Math.cos(Math.PI * done))) / 2
}
