/** Measures how fast a run goes. */
export class Pace {
  readonly #imagesPerStep: number
  #last = performance.now()
  #secondsPerStep: number | undefined

  constructor(imagesPerStep: number) {
    this.#imagesPerStep = imagesPerStep
  }

  /** Begins to count anew, after something that is not an update. */
  restart(): void {
    this.#last = performance.now()
  }

  /** To be called after each update. */
  step(stepsLeft: number): { imagesPerSecond: number; etaSeconds: number } {
    const now = performance.now()
    const seconds = Math.max(1e-6, (now - this.#last) / 1000)
    this.#last = now
    // The first update includes the making of the graph; it weighs less and less.
    const before = this.#secondsPerStep
    this.#secondsPerStep =
      before === undefined ? seconds : 0.9 * before + 0.1 * Math.min(seconds, 10 * before)
    const pace = this.#secondsPerStep
    return { imagesPerSecond: this.#imagesPerStep / pace, etaSeconds: stepsLeft * pace }
  }
}
