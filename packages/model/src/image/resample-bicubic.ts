import { type AxisWeights, bicubicWeights, WEIGHT_BITS } from './bicubic-weights.ts'
import type { Canvas, Rgb } from './pad-to-square.ts'
import { aligned, layOut, resampleKernel } from './resample-kernel.ts'
import type { RgbImage } from './types.ts'

/** Rows are handed to the kernel in blocks of about so many bytes, which stay in a processor's cache. */
const BLOCK_BYTES = 262_144

/**
 * Resamples an image, or a canvas with an image on it, by antialiased bicubic interpolation: pixel for pixel
 * what Pillow's `resize((width, height), BICUBIC)` gives for 8-bit RGB.
 *
 * First every row is resampled, rounded and clipped to 8 bits, then every column of that. Padding takes part
 * in the arithmetic through its total weight per output sample, so it costs nothing per pixel.
 *
 * @returns a new image of the given size; sizes that already fit give a copy.
 * @throws {RangeError} if a size is not a positive integer, or the data do not fill the image.
 */
export function resampleBicubic(source: RgbImage | Canvas, width: number, height: number): RgbImage {
  const canvas = 'image' in source ? source : onlyImage(source)
  const { image, colour } = canvas
  for (const size of [width, height, image.width, image.height]) {
    if (!(Number.isSafeInteger(size) && size > 0)) {
      throw new RangeError(`resampleBicubic: expected sizes of at least 1, got ${size}`)
    }
  }
  if (image.data.length !== image.width * image.height * 3) {
    throw new RangeError(
      `resampleBicubic: expected ${image.width}×${image.height}×3 values, got ${image.data.length}`,
    )
  }
  const across = bicubicWeights({
    canvas: canvas.width,
    offset: canvas.left,
    image: image.width,
    output: width,
  })
  const down = bicubicWeights({
    canvas: canvas.height,
    offset: canvas.top,
    image: image.height,
    output: height,
  })
  const rows = resampleRows(image, across, width, colour)
  return { width, height, data: resampleColumns(rows, image.height, down, width, height, colour) }
}

const onlyImage = (image: RgbImage): Canvas => ({
  width: image.width,
  height: image.height,
  colour: [0, 0, 0],
  image,
  left: 0,
  top: 0,
})

/** What a sum of one output sample starts from, per channel: one half, for rounding, and the padding seen. */
function startingSum(padding: number, colour: Rgb): [red: number, green: number, blue: number] {
  const half = 1 << (WEIGHT_BITS - 1)
  const [red, green, blue] = colour
  return [half + red * padding, half + green * padding, half + blue * padding]
}

/** [height, image width, 3] → [height, output width, 3], each row of which is followed by padding up to `strideOf` it. */
function resampleRows(
  { data, ...image }: RgbImage,
  axis: AxisWeights,
  width: number,
  colour: Rgb,
): Uint8Array {
  const { first, pairs, halves, padding } = axis
  const kernel = resampleKernel()
  const rowBytes = image.width * 3
  const stride = strideOf(width)
  const block = Math.max(1, Math.floor(BLOCK_BYTES / Math.max(rowBytes, stride)))
  const at = layOut(kernel, {
    first: first.length * 4,
    halves: halves.byteLength,
    starts: width * 16,
    // The last samples of the last row are read together with what follows, which weighs nothing.
    source: block * rowBytes + pairs * 6 + 2,
    // A pixel is written as four bytes, the last of which is the next one's.
    out: block * stride + 1,
  })
  const memory = new Uint8Array(kernel.memory.buffer)
  new Int32Array(memory.buffer, at.first).set(first.map((sample) => sample * 3))
  new Int16Array(memory.buffer, at.halves).set(halves)
  const starts = new Int32Array(memory.buffer, at.starts)
  padding.forEach((seen, x) => {
    starts.set(startingSum(seen, colour), x * 4)
  })
  const rows = new Uint8Array(image.height * stride)
  for (let y = 0; y < image.height; y += block) {
    const count = Math.min(block, image.height - y)
    memory.set(data.subarray(y * rowBytes, (y + count) * rowBytes), at.source)
    kernel.resampleRows(
      at.source,
      rowBytes,
      count,
      at.out,
      stride,
      width,
      at.first,
      pairs,
      at.halves,
      at.starts,
    )
    rows.set(memory.subarray(at.out, at.out + count * stride), y * stride)
  }
  return rows
}

/** [image height, `strideOf` the width] → [output height, width, 3]. */
function resampleColumns(
  rows: Uint8Array,
  imageHeight: number,
  { first, pairs, halves, padding }: AxisWeights,
  width: number,
  height: number,
  colour: Rgb,
): Uint8Array {
  const kernel = resampleKernel()
  const stride = strideOf(width)
  const block = Math.max(2 * pairs, Math.floor(BLOCK_BYTES / stride))
  const at = layOut(kernel, {
    halves: halves.byteLength,
    starts: stride * 4,
    // Where fewer than 2 · `pairs` rows are left, old ones are read, which weigh nothing.
    source: (block + 2 * pairs) * stride,
    out: stride,
  })
  const memory = new Uint8Array(kernel.memory.buffer)
  new Int16Array(memory.buffer, at.halves).set(halves)
  const starts = new Int32Array(memory.buffer, at.starts, stride)
  const out = new Uint8Array(width * height * 3)
  /** The rows that lie in the module's memory. */
  let [from, to] = [0, 0]
  for (let y = 0; y < height; y++) {
    if (Math.min(first[y]! + 2 * pairs, imageHeight) > to) {
      from = first[y]!
      to = Math.min(from + block, imageHeight)
      memory.set(rows.subarray(from * stride, to * stride), at.source)
    }
    if (y === 0 || padding[y] !== padding[y - 1]) {
      const sums = startingSum(padding[y]!, colour)
      for (let x = 0; x < stride; x++) starts[x] = sums[x % 3]!
    }
    const source = at.source + (first[y]! - from) * stride
    kernel.resampleColumns(source, at.out, stride, pairs, at.halves + y * pairs * 8, at.starts)
    out.set(memory.subarray(at.out, at.out + width * 3), y * width * 3)
  }
  return out
}

/** Bytes from one row of `width` pixels to the next, where the kernel can read and write 16 at a time. */
function strideOf(width: number): number {
  return aligned(width * 3)
}
