import { DeqaError } from './errors.ts'

/** Thrown when a device was asked for by name and cannot be used. */
export class DeviceUnavailableError extends DeqaError {
  readonly device: string

  constructor(device: string, problem: string, advice: string, cause?: unknown) {
    super('DEVICE_UNAVAILABLE', `device ${device} ${problem}`, { advice, cause })
    this.device = device
  }
}
