import type { Readable } from 'node:stream'
import { DatasetFileMalformed } from '../errors.ts'
import { asDatasetError, openFile } from './open-file.ts'

/** One line of a text file. */
export interface Line {
  /** From 1. */
  readonly line: number
  /** Without its line end. */
  readonly text: string
}

/** The longest line that is read, in characters. A longer one means that the file is not what it should be. */
const LONGEST_LINE = 8_000_000

/** The lines of a UTF-8 file, or of `content`, in bounded memory; `.gz` is unpacked, blank lines are skipped. */
export async function* readLines(path: string, content?: Readable): AsyncGenerator<Line, void, undefined> {
  let line = 0
  let rest = ''
  try {
    for await (const chunk of openFile(path, content).setEncoding('utf8')) {
      const lines = (rest + (chunk as string)).split('\n')
      rest = lines.pop()!
      if (rest.length > LONGEST_LINE) {
        throw new DatasetFileMalformed(path, `longer than ${LONGEST_LINE} characters`, { line: line + 1 })
      }
      for (const text of lines) {
        line++
        const clean = cleanLine(text, line)
        if (clean.trim() !== '') yield { line, text: clean }
      }
    }
  } catch (cause) {
    throw asDatasetError(path, cause, line + 1)
  }
  const last = cleanLine(rest, line + 1)
  if (last.trim() !== '') yield { line: line + 1, text: last }
}

function cleanLine(text: string, line: number): string {
  const unmarked = line === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text
  return unmarked.endsWith('\r') ? unmarked.slice(0, -1) : unmarked
}
