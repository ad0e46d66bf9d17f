import { readFile } from 'node:fs/promises'

/** Where the fitted parameters of this package lie, seen from `src` and from `dist`. */
const folder = new URL('../models/', import.meta.url)

/** Reads one of the package's own files of fitted parameters. */
export async function readFitted<T>(name: string): Promise<T> {
  return JSON.parse(await readFile(new URL(name, folder), 'utf8')) as T
}

/** float32 numbers as base64, little-endian. */
export function encodeFloats(values: ArrayLike<number>): string {
  const bytes = Buffer.alloc(4 * values.length)
  for (let i = 0; i < values.length; i++) bytes.writeFloatLE(values[i]!, 4 * i)
  return bytes.toString('base64')
}

export function decodeFloats(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64')
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i))
}
