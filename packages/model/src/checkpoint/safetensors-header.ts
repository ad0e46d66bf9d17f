import { CheckpointCorruptError, CheckpointUnsupportedError } from './checkpoint-errors.ts'
import { elementTypes } from './element-types.ts'
import { countKeys, outlineJson } from './json-outline.ts'
import { isTensorName, quote } from './names.ts'
import { countElements, MAX_RANK, rowMajorStrides, type TensorLayout } from './tensor-layout.ts'

/** The largest header we read, in bytes. The reference stops at 100 MB; the released model's has 0.1 MB. */
export const MAX_HEADER_BYTES = 25_000_000

/** The most tensors of one file. The released model has 862. */
const MAX_TENSORS = 100_000

/** A header is an object of objects of arrays. */
const MAX_DEPTH = 3

/**
 * Reads the JSON header of a safetensors file and checks all that the reference implementation checks:
 * known element types, sizes that agree with shapes, and tensors that cover the data section exactly, with
 * no overlap and no hole. Stricter than the reference in three things: a key that occurs twice, a name with
 * control characters, and more than 100,000 tensors are errors.
 *
 * @param json - the header, without the eight bytes of its length.
 * @param dataStart - position of the data section in the file.
 * @param dataBytes - length of the data section.
 * @throws {CheckpointCorruptError} if the header breaks a rule.
 * @throws {CheckpointUnsupportedError} if an element type is unknown.
 */
export function parseSafetensorsHeader(
  json: Uint8Array,
  dataStart: number,
  dataBytes: number,
  file: string,
): Map<string, TensorLayout> {
  const tensors = new Map<string, TensorLayout>()
  const ranges: { name: string; begin: number; end: number }[] = []
  for (const [name, entry] of Object.entries(parseObject(json, file))) {
    if (name === '__metadata__') {
      checkMetadata(entry, file)
      continue
    }
    const tensor = parseTensor(name, entry, file)
    tensors.set(name, {
      dtype: tensor.dtype,
      shape: tensor.shape,
      strides: rowMajorStrides(tensor.shape),
      position: dataStart + tensor.begin,
    })
    ranges.push({ name, begin: tensor.begin, end: tensor.end })
  }
  checkCoverage(ranges, dataBytes, file)
  return tensors
}

function parseObject(json: Uint8Array, file: string): object {
  if (json[0] !== 0x7b) throw new CheckpointCorruptError(file, 'the header does not begin with {')
  const outline = outlineJson(json)
  if (outline.depth > MAX_DEPTH) {
    throw new CheckpointCorruptError(file, `the header is nested more than ${MAX_DEPTH} deep`)
  }
  // Four keys per tensor, two containers besides the header's own; metadata have keys only.
  if (outline.keys > 4 * MAX_TENSORS || outline.containers > 3 * MAX_TENSORS + 2) {
    throw new CheckpointCorruptError(file, `the header has more than ${MAX_TENSORS} tensors`)
  }
  let header: object
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json))
  } catch (cause) {
    throw new CheckpointCorruptError(file, 'the header is not JSON in UTF-8', {
      advice: 'Fetch the file again: it is damaged or was not written completely.',
      cause,
    })
  }
  if (countKeys(header) !== outline.keys) {
    throw new CheckpointCorruptError(file, 'a key of the header occurs twice')
  }
  return header
}

function checkMetadata(metadata: unknown, file: string): void {
  const isTable = typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata)
  if (isTable && Object.values(metadata).every((value) => typeof value === 'string')) return
  throw new CheckpointCorruptError(file, '__metadata__ is not a table of strings')
}

interface DeclaredTensor {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

function parseTensor(name: string, entry: unknown, file: string): DeclaredTensor {
  const fail = (problem: string): never => {
    throw new CheckpointCorruptError(file, `tensor ${quote(name)} ${problem}`)
  }
  if (!isTensorName(name)) {
    return fail('has a name that is empty, too long or not printable')
  }
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return fail('is not an object')
  const keys = Object.keys(entry)
  if (keys.length !== 3) return fail(`has keys ${keys.slice(0, 9).map(quote).join(', ')}`)
  const { dtype, shape, data_offsets: offsets } = entry as Record<string, unknown>
  if (typeof dtype !== 'string') return fail('has no dtype')
  const type = elementTypes.get(dtype)
  if (!type) {
    throw new CheckpointUnsupportedError(file, `${name} has the unknown element type ${quote(dtype)}`)
  }
  if (!isListOfSizes(shape) || shape.length > MAX_RANK) return fail('has no valid shape')
  if (!isListOfSizes(offsets) || offsets.length !== 2) return fail('has no valid data_offsets')
  const [begin, end] = offsets as [number, number]
  const elements = countElements(shape)
  if (elements === undefined || elements * type.bytes !== end - begin) {
    return fail(`of shape [${shape.join(', ')}] and type ${dtype} does not fill ${end - begin} bytes`)
  }
  return { dtype, shape, begin, end }
}

function isListOfSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0)
}

function checkCoverage(
  ranges: { name: string; begin: number; end: number }[],
  dataBytes: number,
  file: string,
): void {
  ranges.sort((a, b) => a.begin - b.begin || a.end - b.end)
  let covered = 0
  for (const { name, begin, end } of ranges) {
    if (begin !== covered) {
      const problem = begin < covered ? 'overlaps the one before it' : 'leaves a hole before it'
      throw new CheckpointCorruptError(
        file,
        `tensor ${name} at ${begin} ${problem}, which ends at ${covered}`,
      )
    }
    covered = end
  }
  if (covered === dataBytes) return
  const problem = covered > dataBytes ? 'is cut off' : 'has bytes after its last tensor'
  throw new CheckpointCorruptError(file, `${problem}: expected ${covered} bytes of data, got ${dataBytes}`)
}
