/** Pixels on which a measure does not exist: too few of them, too many, or all alike. */
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

/** That a picture has nothing to measure, such as a plain colour. */
export function withoutDetail(measure: string): ImageUnsuitable {
  return new ImageUnsuitable(
    measure,
    'a picture with some detail',
    'one without any',
    'A plain area has no statistics of a natural scene.',
  )
}
