const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** A size in decimal units: `999 B`, `1.2 MB`, `16.4 GB`. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 || value >= 99.95 ? value.toFixed(0) : value.toFixed(1)} ${units[unit]}`
}
