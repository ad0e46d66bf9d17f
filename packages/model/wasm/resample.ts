// AssemblyScript, compiled to the bytes in src/image/resample-wasm.ts by `pnpm --filter @deqa/model wasm`.
//
// A weight has 22 fractional bits and is kept in two halves of 16 bits, weight = 2^11 · high + low, so that one
// instruction multiplies two samples by two halves and adds the products. The sums are those of whole weights, to the
// bit: both are taken modulo 2^32.

/** Bytes of the two halves of two weights: [high of the first, high of the second, low of the first, low of the second]. */
const PAIR: usize = 8
const LOW: usize = 4
const LOW_BITS: i32 = 11
const WEIGHT_BITS: i32 = 22

/**
 * Resamples `count` rows of 8-bit RGB.
 *
 * @param source - rows `sourceStride` bytes apart; up to 6 · `pairs` + 2 bytes behind the last one are read, and weigh 0.
 * @param out - rows `outStride` bytes apart; one byte behind each is written.
 * @param first - [width] i32: the byte of a row at which each output pixel begins to look.
 * @param pairs - number of weights of an output pixel, halved.
 * @param weights - [width, pairs] of `PAIR` bytes.
 * @param starts - [width, 4] i32: what each sum begins with, for red, green, blue and nothing.
 */
export function resampleRows(
  source: usize,
  sourceStride: usize,
  count: i32,
  out: usize,
  outStride: usize,
  width: i32,
  first: usize,
  pairs: i32,
  weights: usize,
  starts: usize,
): void {
  const zero = i32x4.splat(0)
  for (let y = 0; y < count; y++) {
    let weight = weights
    for (let x = 0; x < width; x++) {
      let from = source + load<u32>(first + ((<usize>x) << 2))
      let high = zero
      let low = zero
      for (let k = 0; k < pairs; k++) {
        // Two pixels, as 16-bit numbers: red and red, green and green, blue and blue, nothing.
        const two = v128.shuffle<i8>(
          v128.load64_zero(from),
          zero,
          0,
          16,
          3,
          16,
          1,
          16,
          4,
          16,
          2,
          16,
          5,
          16,
          16,
          16,
          16,
          16,
        )
        high = i32x4.add(high, i32x4.dot_i16x8_s(two, v128.load32_splat(weight)))
        low = i32x4.add(low, i32x4.dot_i16x8_s(two, v128.load32_splat(weight, LOW)))
        from += 6
        weight += PAIR
      }
      const sum = rounded(v128.load(starts + ((<usize>x) << 4)), high, low)
      v128.store32_lane(out + 3 * <usize>x, clipped(sum, sum), 0)
    }
    source += sourceStride
    out += outStride
  }
}

/**
 * One row of a picture whose columns are resampled, eight bytes at a time.
 *
 * @param source - the first row that counts; the rows are `stride` bytes apart, and 2 · `pairs` of them are read.
 * @param out - `stride` bytes.
 * @param stride - a multiple of 8.
 * @param weights - [pairs] of `PAIR` bytes.
 * @param starts - [stride] i32: what each sum begins with.
 */
export function resampleColumns(
  source: usize,
  out: usize,
  stride: usize,
  pairs: i32,
  weights: usize,
  starts: usize,
): void {
  const zero = i32x4.splat(0)
  for (let x: usize = 0; x < stride; x += 8) {
    let from = source + x
    let weight = weights
    let highLeft = zero
    let highRight = zero
    let lowLeft = zero
    let lowRight = zero
    for (let k = 0; k < pairs; k++) {
      const upper = v128.load8x8_u(from)
      const lower = v128.load8x8_u(from + stride)
      const left = v128.shuffle<i16>(upper, lower, 0, 8, 1, 9, 2, 10, 3, 11)
      const right = v128.shuffle<i16>(upper, lower, 4, 12, 5, 13, 6, 14, 7, 15)
      const high = v128.load32_splat(weight)
      const low = v128.load32_splat(weight, LOW)
      highLeft = i32x4.add(highLeft, i32x4.dot_i16x8_s(left, high))
      highRight = i32x4.add(highRight, i32x4.dot_i16x8_s(right, high))
      lowLeft = i32x4.add(lowLeft, i32x4.dot_i16x8_s(left, low))
      lowRight = i32x4.add(lowRight, i32x4.dot_i16x8_s(right, low))
      from += 2 * stride
      weight += PAIR
    }
    const start = starts + (x << 2)
    const left = rounded(v128.load(start), highLeft, lowLeft)
    const right = rounded(v128.load(start, 16), highRight, lowRight)
    v128.store64_lane(out + x, clipped(left, right), 0)
  }
}

/** The sum of whole weights, without its fraction. */
function rounded(start: v128, high: v128, low: v128): v128 {
  const sum = i32x4.add(i32x4.add(start, i32x4.shl(high, LOW_BITS)), low)
  return i32x4.shr_s(sum, WEIGHT_BITS)
}

/** Eight whole numbers, cut to 0…255, in the first eight bytes. */
function clipped(left: v128, right: v128): v128 {
  const words = i16x8.narrow_i32x4_s(left, right)
  return i8x16.narrow_i16x8_u(words, words)
}
