import { basename } from 'node:path'
import { DatasetFileMalformed } from '../errors.ts'
import type { MatValue } from './mat-value.ts'
import { readMat } from './read-mat.ts'

/** The numbers of the named variable, in stored order. @throws {DatasetFileMalformed} if it is not there. */
export async function matNumbers(path: string, name: string): Promise<Float64Array> {
  const value = await variable(path, name)
  if (value.kind === 'numbers') return value.data
  throw wrongKind(path, name, 'numbers', value)
}

/** The strings of the named cell array, in stored order. @throws {DatasetFileMalformed} if it is not there. */
export async function matStrings(path: string, name: string): Promise<string[]> {
  const value = await variable(path, name)
  if (value.kind !== 'cells') throw wrongKind(path, name, 'a cell array of strings', value)
  return value.cells.map((cell, index) => {
    if (cell.kind === 'text') return cell.text
    throw wrongKind(path, `${name}{${index + 1}}`, 'a string', cell)
  })
}

async function variable(path: string, name: string): Promise<MatValue> {
  const variables = await readMat(path)
  const value = variables.get(name)
  if (value !== undefined) return value
  const names = [...variables.keys()].join(', ') || 'none'
  throw new DatasetFileMalformed(path, `no variable named ${name}; the variables are ${names}`)
}

function wrongKind(path: string, name: string, expected: string, value: MatValue): DatasetFileMalformed {
  const got = value.kind === 'other' ? value.className : value.kind
  return new DatasetFileMalformed(path, `${basename(path)} ${name}: expected ${expected}, got ${got}`)
}
