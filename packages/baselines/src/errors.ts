/** Pixels on which a measure does not exist: too few of them, or all alike. */
export class ImageUnsuitable extends Error {
  readonly code = 'IMAGE_UNSUITABLE'
  readonly measure: string
  readonly expected: string
  readonly found: string

  constructor(measure: string, expected: string, found: string, advice: string) {
    super(`${measure}: expected ${expected}, got ${found}\n${advice}`)
    this.name = new.target.name
    this.measure = measure
    this.expected = expected
    this.found = found
  }
}
