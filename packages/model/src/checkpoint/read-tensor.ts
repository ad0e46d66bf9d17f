import type { ByteSource } from './byte-source.ts'
import { CheckpointUnsupportedError } from './checkpoint-errors.ts'
import { elementTypes } from './element-types.ts'
import { countElements, isContiguous, selectRow, type TensorLayout } from './tensor-layout.ts'

/** Bytes read and widened at a time: large enough for the disk, small beside a tensor. */
const CHUNK = 4 << 20

/** The largest tensor of the released model has 131,072,000 elements. */
const MAX_ELEMENTS = 2 ** 31

/**
 * Reads a tensor, or some rows of it, widened to float32 in row-major order. Takes the memory of the result
 * and one chunk, unless the tensor is a view with other strides: then also that of the range it spans.
 *
 * @param rows - indices along the first axis, in the order wanted; all of them if absent.
 * @throws {CheckpointCorruptError} if the file ends early.
 * @throws {CheckpointUnsupportedError} if the elements are not floats, or too many for one array.
 */
export async function readTensor(
  bytes: ByteSource,
  name: string,
  layout: TensorLayout,
  rows?: readonly number[],
): Promise<Float32Array> {
  const shape = rows ? [rows.length, ...layout.shape.slice(1)] : layout.shape
  const count = countElements(shape)
  if (count === undefined || count > MAX_ELEMENTS) {
    throw new CheckpointUnsupportedError(
      bytes.path,
      `${name} [${shape.join(', ')}] is too large for one array`,
    )
  }
  const { bytes: width } = elementTypes.get(layout.dtype)!
  const out = new Float32Array(count)
  if (!rows) {
    await fill(bytes, name, layout, out)
    return out
  }
  const rowLength = count / rows.length
  for (const [index, row] of rows.entries()) {
    const target = out.subarray(index * rowLength, (index + 1) * rowLength)
    await fill(bytes, name, selectRow(layout, row, width), target)
  }
  return out
}

async function fill(bytes: ByteSource, name: string, layout: TensorLayout, out: Float32Array): Promise<void> {
  if (isContiguous(layout)) return readRun(bytes, name, layout, out)
  const last = layout.shape.reduce((sum, length, axis) => sum + (length - 1) * layout.strides[axis]!, 0)
  const span = new Float32Array(last + 1)
  await readRun(bytes, name, layout, span)
  gather(span, layout, out)
}

/** Reads as many consecutive elements as `out` holds, from the position of the layout on. */
async function readRun(
  bytes: ByteSource,
  name: string,
  { dtype, position }: TensorLayout,
  out: Float32Array,
): Promise<void> {
  const { bytes: width, widen } = elementTypes.get(dtype)!
  if (!widen) {
    throw new CheckpointUnsupportedError(
      bytes.path,
      `${name} has elements of type ${dtype}, which are not weights`,
      {
        advice: 'Use a checkpoint in fp32, fp16 or bf16: quantised ones cannot be converted.',
      },
    )
  }
  if (dtype === 'F32') {
    return bytes.read(position, new Uint8Array(out.buffer, out.byteOffset, out.byteLength))
  }
  const step = CHUNK / width
  const scratch = new Uint8Array(Math.min(CHUNK, out.length * width))
  for (let start = 0; start < out.length; start += step) {
    const target = out.subarray(start, start + step)
    await bytes.read(position + start * width, scratch.subarray(0, target.length * width))
    widen(scratch.buffer, target)
  }
}

/** Copies the elements of a strided view out of the range it spans. */
function gather(span: Float32Array, { shape, strides }: TensorLayout, out: Float32Array): void {
  const index = new Array<number>(shape.length).fill(0)
  let from = 0
  for (let to = 0; to < out.length; to++) {
    out[to] = span[from]!
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!
      if (++index[axis]! < shape[axis]!) break
      from -= shape[axis]! * strides[axis]!
      index[axis] = 0
    }
  }
}
