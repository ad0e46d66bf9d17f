/** The devices that are certain to be there: the CPU. Whether `cuda` or `webgpu` can be used shows when one is asked for. */
export function availableDevices(): readonly string[] {
  return ['cpu']
}
