import type { ImageInput } from './types.ts'

/** How messages name an image: its path or address as given, the name of a `File`, `bytes` or `pixels`. */
export function nameOfInput(input: ImageInput): string {
  if (typeof input === 'string' || input instanceof URL) return String(input)
  if (input instanceof Uint8Array) return 'bytes'
  if (input instanceof Blob) return 'name' in input && typeof input.name === 'string' ? input.name : 'bytes'
  return 'pixels'
}
