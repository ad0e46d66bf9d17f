import { DeqaError } from '../errors.ts'

/** Thrown when a device was asked for by name and is not there. */
export class DeviceUnavailableError extends DeqaError {
  readonly device: string

  constructor(device: string, available: readonly string[]) {
    super('DEVICE_UNAVAILABLE', `device ${device} is not available here; there is ${available.join(', ')}`, {
      advice: `Use device 'auto', or one of: ${available.join(', ')}.`,
    })
    this.device = device
  }
}

/** Thrown by a scorer that has been disposed. */
export class ScorerDisposedError extends DeqaError {
  constructor() {
    super('SCORER_DISPOSED', 'this scorer has been disposed', { advice: 'Load the model again.' })
  }
}
