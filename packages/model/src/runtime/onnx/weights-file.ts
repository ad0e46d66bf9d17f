import { type FileHandle, open } from 'node:fs/promises'
import type { TensorSource } from '../../checkpoint/types.ts'
import type { WeightPlacement } from './graph-builder.ts'
import { halfPrecision } from './half-precision.ts'
import { quantizeBlocks } from './quantize-blocks.ts'
import { quantizeRows } from './quantize-rows.ts'
import { requireFinite } from './require-finite.ts'
import { byteLength, type CheckpointSource, type StoredWeight } from './stored-weight.ts'

/** Weights of this many bytes and more begin on a page, so that the runtime can map them. */
const LARGE = 1 << 16
const PAGE = 4096
const CACHE_LINE = 64

/** Gives every weight a place in one file, each key once, in the order given. */
export function placeWeights(
  weights: Iterable<StoredWeight>,
  file: string,
): WeightPlacement & { bytes: number } {
  const places = new Map<string, { offset: number; length: number }>()
  let end = 0
  for (const weight of weights) {
    if (places.has(weight.key)) continue
    const length = byteLength(weight)
    const alignment = length >= LARGE ? PAGE : CACHE_LINE
    const offset = Math.ceil(end / alignment) * alignment
    places.set(weight.key, { offset, length })
    end = offset + length
  }
  return { file, places, bytes: end }
}

/** Writes weights into their places, one tensor in memory at a time. Values are little-endian. */
export class WeightsFile implements AsyncDisposable {
  readonly #handle: FileHandle
  readonly #placement: WeightPlacement

  private constructor(handle: FileHandle, placement: WeightPlacement) {
    this.#handle = handle
    this.#placement = placement
  }

  static async create(path: string, placement: WeightPlacement): Promise<WeightsFile> {
    return new WeightsFile(await open(path, 'wx'), placement)
  }

  /** Opens a file that an earlier run began. What it wrote may be written again. */
  static async reopen(path: string, placement: WeightPlacement): Promise<WeightsFile> {
    return new WeightsFile(await open(path, 'r+'), placement)
  }

  /**
   * Copies one tensor of the checkpoint in every form that was asked for; it is read once.
   * @throws {CheckpointCorruptError} if it holds a number that is not finite.
   */
  async writeFromCheckpoint(
    wishes: readonly { readonly key: string; readonly source: CheckpointSource }[],
    checkpoint: Pick<TensorSource, 'read' | 'readRows'>,
  ): Promise<void> {
    const quantized = new Map<string, QuantizedParts>()
    let whole: Float32Array | undefined
    for (const { key, source } of wishes) {
      if (source.rows) {
        const rows = requireFinite(await checkpoint.readRows(source.tensor, source.rows), source.tensor)
        await this.write(key, inPrecision(rows, source))
        continue
      }
      whole ??= requireFinite(await checkpoint.read(source.tensor), source.tensor)
      await this.write(key, layOut(whole, source, quantized))
    }
  }

  /** @throws {RangeError} if the values do not fill the place exactly. */
  async write(key: string, values: WeightValues): Promise<void> {
    const place = this.#placement.places.get(key)
    if (!place || place.length !== values.byteLength) {
      throw new RangeError(
        `WeightsFile.write: expected ${place?.length ?? 'a placed key and its'} bytes for ${key}, got ${values.byteLength}`,
      )
    }
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    let written = 0
    while (written < bytes.length) {
      const step = await this.#handle.write(
        bytes,
        written,
        Math.min(bytes.length - written, 1 << 30),
        place.offset + written,
      )
      written += step.bytesWritten
    }
  }

  /** Forces what was written to the disk. */
  async sync(): Promise<void> {
    await this.#handle.datasync()
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

type WeightValues = Float32Array | Uint8Array | Int8Array

type QuantizedParts = Readonly<Record<'codes' | 'scales', WeightValues>>

/** A matrix in the layout asked for; what quantising gives is kept for the other half. */
function layOut(
  values: Float32Array,
  source: CheckpointSource,
  quantized: Map<string, QuantizedParts>,
): WeightValues {
  const { layout = 'plain' } = source
  if (layout === 'plain') return inPrecision(values, source)
  const [rows, columns] = source.shape as [number, number]
  if (layout === 'transposed') return inPrecision(transpose(values, rows, columns), source)
  const { part, bits, transposed = false } = layout
  const key = `${bits} ${transposed}`
  const quantize = bits === 4 ? quantizeBlocks : quantizeRows
  const make = () =>
    transposed ? quantize(transpose(values, rows, columns), columns, rows) : quantize(values, rows, columns)
  const matrix = quantized.get(key) ?? make()
  quantized.set(key, matrix)
  return matrix[part]
}

function inPrecision(
  values: Float32Array,
  { tensor, precision = 'float32' }: CheckpointSource,
): Float32Array | Uint8Array {
  return precision === 'float32' ? values : halfPrecision(values, tensor)
}

/** [rows, columns] → [columns, rows], in blocks that fit the cache. */
function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const block = 64
  const out = new Float32Array(values.length)
  for (let r0 = 0; r0 < rows; r0 += block) {
    for (let c0 = 0; c0 < columns; c0 += block) {
      const r1 = Math.min(r0 + block, rows)
      const c1 = Math.min(c0 + block, columns)
      for (let c = c0; c < c1; c++) {
        for (let r = r0; r < r1; r++) out[c * rows + r] = values[r * columns + c]!
      }
    }
  }
  return out
}
