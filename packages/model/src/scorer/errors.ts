import { DeqaError } from '../errors.ts'

/** Thrown by a scorer that has been disposed. */
export class ScorerDisposedError extends DeqaError {
  constructor() {
    super('SCORER_DISPOSED', 'this scorer has been disposed', { advice: 'Load the model again.' })
  }
}
