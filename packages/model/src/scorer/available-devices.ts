/** The devices this build can compute on, best first. Today that is the CPU alone. */
export function availableDevices(): readonly string[] {
  return ['cpu']
}
