import { type FileHandle, open } from 'node:fs/promises'
import { elementTypes } from '../checkpoint/element-types.ts'
import type { TensorSource } from '../checkpoint/types.ts'
import { ModelInvalidError } from '../model-folder/errors.ts'
import type { WeightPlacement } from '../runtime/onnx/graph-builder.ts'
import { BLOCK_SIZE, countBlocks, dequantizeBlocks } from '../runtime/onnx/quantize-blocks.ts'
import { dequantizeRows } from '../runtime/onnx/quantize-rows.ts'
import { type CheckpointSource, type StoredWeight, wishesByTensor } from '../runtime/onnx/stored-weight.ts'

/** What a comparison of stored weights with their checkpoint found. */
export interface WeightsVerification {
  /** Tensors of the checkpoint that were read again. */
  readonly tensors: number
  /** Of the tensors that are stored rounded, the one that lost most: √(Σ error² / Σ value²). */
  readonly worst?: { readonly tensor: string; readonly relativeError: number }
}

/** Stored numbers as the checkpoint has them, and how far each may be from it. */
interface Stored {
  readonly values: Float32Array
  readonly tolerance: (value: number, index: number) => number
}

/**
 * Reads the tensors of a checkpoint once more, and compares each with what a weights file holds of it: floats exactly,
 * rounded ones within what their rounding may do. It shares nothing with the writing but the layout.
 *
 * @throws {ModelInvalidError} for the first number that is not what it should be.
 */
export async function verifyWeights(
  checkpoint: Pick<TensorSource, 'read' | 'readRows'>,
  weights: readonly StoredWeight[],
  { places }: WeightPlacement,
  path: string,
  signal?: AbortSignal,
): Promise<WeightsVerification> {
  const file = await open(path, 'r')
  try {
    let worst: WeightsVerification['worst']
    const tensors = wishesByTensor(weights)
    for (const { tensor, wishes } of tensors) {
      signal?.throwIfAborted()
      const whole = wishes.some(({ source }) => !source.rows) ? await checkpoint.read(tensor) : undefined
      for (const { key, source } of wishes) {
        const { layout, rows } = source
        if (typeof layout === 'object' && layout.part === 'scales') continue
        const read = (name: string) => readPlace(file, places.get(name)!)
        const stored = await storedValues(key, source, read)
        const expected = rows ? await checkpoint.readRows(tensor, rows) : whole!
        const relativeError = compare(stored, expected, tensor, path)
        if (relativeError > (worst?.relativeError ?? 0)) worst = { tensor, relativeError }
      }
    }
    return { tensors: tensors.length, ...(worst && { worst }) }
  } finally {
    await file.close()
  }
}

async function storedValues(
  key: string,
  source: CheckpointSource,
  read: (key: string) => Promise<ArrayBuffer>,
): Promise<Stored> {
  const { layout = 'plain', precision = 'float32', shape } = source
  const [rows, columns] = shape as [number, number]
  if (typeof layout === 'object') {
    const scales = new Float32Array(await read(key.replace(':codes', ':scales')))
    const codes = await read(key)
    if (layout.bits === 8) {
      const values = dequantizeRows({ codes: new Int8Array(codes), scales }, rows, columns)
      // Half a step, and the rounding of the scale itself.
      return { values, tolerance: (_, index) => 0.501 * scales[Math.floor(index / columns)]! }
    }
    const values = dequantizeBlocks({ codes: new Uint8Array(codes), scales }, rows, columns)
    const blocks = countBlocks(columns)
    // The fitted scale may leave the extreme of a block outside the codes, by less than two steps.
    const tolerance = (_: number, index: number) => {
      const block = Math.floor((index % columns) / BLOCK_SIZE)
      return 2 * Math.abs(scales[Math.floor(index / columns) * blocks + block]!)
    }
    return { values, tolerance }
  }
  const { widen, bytes } = elementTypes.get(precision === 'float16' ? 'F16' : 'F32')!
  const content = await read(key)
  const values = new Float32Array(content.byteLength / bytes)
  widen!(content, values)
  return {
    values: layout === 'transposed' ? turned(values, rows, columns) : values,
    // Half a unit in the last of 11 binary digits, or half a step of the subnormal numbers.
    tolerance: (value) => (precision === 'float16' ? Math.max(Math.abs(value) * 2 ** -11, 2 ** -25) : 0),
  }
}

/** @returns the relative error. */
function compare(
  { values, tolerance }: Stored,
  expected: Float32Array,
  tensor: string,
  path: string,
): number {
  let errors = 0
  let squares = 0
  for (let i = 0; i < expected.length; i++) {
    const want = expected[i]!
    const got = values[i]!
    if (!Object.is(got, want) && !(Math.abs(got - want) <= tolerance(want, i))) {
      throw new ModelInvalidError(
        path,
        `entry ${i} of ${tensor} is stored as ${got}, the checkpoint has ${want}`,
        'Convert the checkpoint again. If that happens again, its disk, this one or the memory is at fault.',
      )
    }
    errors += (got - want) ** 2
    squares += want ** 2
  }
  return squares > 0 ? Math.sqrt(errors / squares) : 0
}

async function readPlace(
  file: FileHandle,
  { offset, length }: { offset: number; length: number },
): Promise<ArrayBuffer> {
  const bytes = Buffer.from(new ArrayBuffer(length))
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, Math.min(length - done, 1 << 30), offset + done)
    // What is missing is left 0, and differs.
    if (bytesRead === 0) break
    done += bytesRead
  }
  return bytes.buffer as ArrayBuffer
}

/** [columns, rows] → [rows, columns] */
function turned(values: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(values.length)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      out[row * columns + column] = values[column * rows + row]!
  }
  return out
}
