import { extname } from 'node:path'

/** The format that the ending of a file's name stands for, in either case; undefined if it stands for none. */
export function formatByEnding<T>(path: string, formats: ReadonlyMap<string, T>): T | undefined {
  return formats.get(extname(path).toLowerCase())
}
