import { inflateSync } from 'node:zlib'
import { DatasetFileMalformed, messageOf } from '../errors.ts'
import { readWholeFile } from '../files/open-file.ts'
import { ElementReader, type MatElement, MI } from './mat-elements.ts'
import { readMatrix } from './mat-matrix.ts'
import type { MatValue } from './mat-value.ts'

/** Length of the text and version block that a Level 5 file begins with. */
const HEADER = 128

/** The most that one compressed variable may unpack to, in bytes. Files of ratings hold a few hundred kB. */
const LARGEST_VARIABLE = 256 * 1024 * 1024

/**
 * Reads the numeric, character and cell variables of a MATLAB file of versions 5, 6 and 7 (Level 5, also
 * compressed, either byte order). Written here because no reader with a permissive licence is on npm.
 * Source: MathWorks, "MAT-File Format".
 *
 * @throws {DatasetFileUnreadable} if the file cannot be read.
 * @throws {DatasetFileMalformed} if it is cut off, damaged, or of another version.
 */
export async function readMat(path: string): Promise<ReadonlyMap<string, MatValue>> {
  return parseMat(path, await readWholeFile(path))
}

/** Reads the variables from the bytes of a file; `path` is for messages. */
export function parseMat(path: string, bytes: Buffer): ReadonlyMap<string, MatValue> {
  const littleEndian = readHeader(path, bytes)
  const variables = new Map<string, MatValue>()
  try {
    const reader = new ElementReader(bytes.subarray(HEADER), littleEndian)
    while (!reader.done) {
      const element = unpack(reader.next(), littleEndian)
      if (element.type !== MI.matrix) continue
      const { name, value } = readMatrix(element, littleEndian)
      variables.set(name, value)
    }
  } catch (cause) {
    throw new DatasetFileMalformed(path, messageOf(cause), { cause, advice: 'Download the file again.' })
  }
  return variables
}

/** Checks what kind of file it is; returns whether it is little endian. */
function readHeader(path: string, bytes: Buffer): boolean {
  const endian = bytes.toString('latin1', 126, 128)
  if (bytes.length >= HEADER && (endian === 'IM' || endian === 'MI')) {
    const version = endian === 'IM' ? bytes.readUInt16LE(124) : bytes.readUInt16BE(124)
    if (version >> 8 === 1) return endian === 'IM'
  }
  if (bytes.toString('latin1', 0, 10) === 'MATLAB 7.3') {
    throw new DatasetFileMalformed(path, 'a MATLAB 7.3 file (HDF5), which is not read', {
      advice: "Save it again in MATLAB with save(..., '-v7').",
    })
  }
  throw new DatasetFileMalformed(path, `not a MATLAB file of version 5 to 7 (${bytes.length} bytes)`)
}

function unpack(element: MatElement, littleEndian: boolean): MatElement {
  if (element.type !== MI.compressed) return element
  const inner = inflateSync(element.bytes, { maxOutputLength: LARGEST_VARIABLE })
  return new ElementReader(inner, littleEndian).next()
}
