import { DeviceUnavailableError } from '../device-unavailable-error.ts'
import { SESSION_DEVICES, type SessionDevice } from '../runtime/onnx/session.ts'

/** Where to compute; `auto` is the CPU, whose scores are those that were compared with the original's. */
export type DeviceChoice = 'auto' | SessionDevice

/** @throws {DeviceUnavailableError} for a device that the runtime does not know. */
export function chooseDevice(device: DeviceChoice = 'auto'): SessionDevice {
  if (device === 'auto') return 'cpu'
  if (SESSION_DEVICES.includes(device)) return device
  const known = SESSION_DEVICES.join(', ')
  throw new DeviceUnavailableError(device, 'is not known', `Use device 'auto', or one of: ${known}.`)
}
