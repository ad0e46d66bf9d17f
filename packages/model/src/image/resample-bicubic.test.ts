import { createHash } from 'node:crypto'
import '@deqa/vitest'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Canvas, padToSquare } from './pad-to-square.ts'
import { resampleBicubic } from './resample-bicubic.ts'
import { resampleKernel } from './resample-kernel.ts'
import type { RgbImage } from './types.ts'

const image = (width: number, height: number, value: (i: number) => number): RgbImage => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height * 3 }, (_, i) => value(i)),
})

const grey = (...values: number[]): RgbImage => ({
  width: values.length,
  height: 1,
  data: Uint8Array.from(values.flatMap((value) => [value, value, value])),
})

const redChannel = ({ data }: RgbImage) => data.filter((_, i) => i % 3 === 0)

const anImage = (maxWidth: number, maxHeight: number): fc.Arbitrary<RgbImage> =>
  fc
    .tuple(fc.integer({ min: 1, max: maxWidth }), fc.integer({ min: 1, max: maxHeight }), fc.boolean())
    .chain(([width, height, onlyExtremes]) =>
      fc
        .array(onlyExtremes ? fc.constantFrom(0, 255) : fc.integer({ min: 0, max: 255 }), {
          minLength: width * height * 3,
          maxLength: width * height * 3,
        })
        .map((values) => image(width, height, (i) => values[i]!)),
    )

const aSize = fc.integer({ min: 1, max: 24 })

function mirrored({ width, height, data }: RgbImage): RgbImage {
  const pixels = Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => {
      const at = (y * width + width - 1 - x) * 3
      return [...data.subarray(at, at + 3)]
    }),
  )
  return { width, height, data: Uint8Array.from(pixels.flat(2)) }
}

/** The canvas as real pixels. */
function painted({ width, height, colour, image, left, top }: Canvas): RgbImage {
  const data = new Uint8Array(width * height * 3).map((_, i) => colour[i % 3]!)
  for (let y = 0; y < image.height; y++) {
    const row = image.data.subarray(y * image.width * 3, (y + 1) * image.width * 3)
    data.set(row, ((y + top) * width + left) * 3)
  }
  return { width, height, data }
}

/** One axis by the definition: float64 weights, every sample of the line considered, no tables. */
function lineByDefinition(line: readonly number[], output: number): number[] {
  const scale = line.length / output
  const f = Math.max(scale, 1)
  return Array.from({ length: output }, (_, i) => {
    const weights = line.map((_, j) => {
      const x = Math.abs((j + 0.5 - (i + 0.5) * scale) / f)
      return x < 1 ? 1.5 * x ** 3 - 2.5 * x ** 2 + 1 : x < 2 ? -0.5 * x ** 3 + 2.5 * x ** 2 - 4 * x + 2 : 0
    })
    const sum = weights.reduce((a, b) => a + b)
    const mean = weights.reduce((total, weight, j) => total + (weight * line[j]!) / sum, 0)
    return Math.min(Math.max(Math.round(mean), 0), 255)
  })
}

describe('worked by hand', () => {
  // Weights at ±1/4 of the kernel are equal: the mean, halves rounded up.
  test('two pixels into one', () => {
    expect(redChannel(resampleBicubic(grey(100, 201), 1, 1))).toEqual(Uint8Array.of(151))
  })

  // Distances 1/4, 5/4 give k = 111/128, −9/128, so 37/34 and −3/34; distances 1/4, 3/4 give 111/140 and 29/140.
  test('two pixels into four', () => {
    const expected = Uint8Array.of(91, 121, 179, 209)
    expect(redChannel(resampleBicubic(grey(100, 200), 4, 1))).toEqual(expected)
    const column = { ...grey(100, 200), width: 1, height: 2 }
    expect(redChannel(resampleBicubic(column, 1, 4))).toEqual(expected)
  })

  test('overshoot is clipped, not wrapped', () => {
    const ends = redChannel(resampleBicubic(grey(0, 255), 4, 1))
    expect([ends[0], ends[3]]).toEqual([0, 255])
  })
})

// The image and its hash come from Pillow 12.3; no decoder takes part.
test('the recipe image gives the hash that Pillow gives', () => {
  const recipe: RgbImage = { width: 1000, height: 600, data: new Uint8Array(1000 * 600 * 3) }
  for (let y = 0, at = 0; y < 600; y++) {
    for (let x = 0; x < 1000; x++) {
      recipe.data[at++] = 7 * x + 3 * y
      recipe.data[at++] = Math.floor((x * x) / 50) + y
      recipe.data[at++] = 5 * y
    }
  }
  const { data } = resampleBicubic(padToSquare(recipe), 448, 448)
  expect([...data.subarray((224 * 448 + 224) * 3).subarray(0, 3)]).toEqual([54, 200, 223])
  expect(createHash('sha256').update(data).digest('hex')).toBe(
    '0967bdb591ac308761ae1b37eabbd09642883c13c7f44d846eba20410e1d5304',
  )
})

describe('properties', () => {
  test('agrees with the definition, one axis at a time', () => {
    fc.assert(
      fc.property(anImage(40, 1), aSize, (source, width) => {
        const line = [...redChannel(source)]
        const expected = lineByDefinition(line, width)
        // One level: a weight rounded to 22 bits can tip a value that lies on a half.
        expect(redChannel(resampleBicubic(source, width, 1))).toBeAllClose(expected, { absolute: 1 })
        const column = { ...source, width: 1, height: source.width }
        expect(redChannel(resampleBicubic(column, 1, width))).toBeAllClose(expected, { absolute: 1 })
      }),
    )
  })

  test('rows first, then columns', () => {
    fc.assert(
      fc.property(anImage(12, 12), aSize, aSize, (source, width, height) => {
        const rows = resampleBicubic(source, width, source.height)
        expect(resampleBicubic(source, width, height)).toEqual(resampleBicubic(rows, width, height))
      }),
    )
  })

  test('a constant image stays constant', () => {
    fc.assert(
      fc.property(fc.nat(255), aSize, aSize, aSize, aSize, (value, width, height, toWidth, toHeight) => {
        const { data } = resampleBicubic(
          image(width, height, () => value),
          toWidth,
          toHeight,
        )
        expect(data.every((v) => v === value)).toBe(true)
      }),
    )
  })

  test('the same size is a copy', () => {
    fc.assert(
      fc.property(anImage(12, 12), (source) => {
        const copy = resampleBicubic(source, source.width, source.height)
        expect(copy).toEqual(source)
        expect(copy.data.buffer).not.toBe(source.data.buffer)
      }),
    )
  })

  test('mirroring before is mirroring after, exactly so when the sizes differ by a power of two', () => {
    fc.assert(
      fc.property(anImage(24, 3), aSize, (source, width) => {
        const before = resampleBicubic(mirrored(source), width, source.height)
        const after = mirrored(resampleBicubic(source, width, source.height))
        // Otherwise the centres (i + 1/2)s are rounded in float64, and a weight may differ in its last bit.
        const exact = Number.isInteger(Math.log2(source.width / width))
        expect(before.data).toBeAllClose(after.data, { absolute: exact ? 0 : 1 })
      }),
    )
  })

  test('a canvas gives what its painted pixels give', () => {
    fc.assert(
      fc.property(
        anImage(12, 12),
        fc.nat(9),
        fc.nat(9),
        fc.nat(9),
        aSize,
        (source, left, top, rest, size) => {
          const canvas: Canvas = {
            width: left + source.width + rest,
            height: top + source.height + rest,
            colour: [250, 3, 104],
            image: source,
            left,
            top,
          }
          expect(resampleBicubic(canvas, size, size)).toEqual(resampleBicubic(painted(canvas), size, size))
        },
      ),
    )
  })
})

describe('edges', () => {
  test('one pixel becomes any size', () => {
    expect(redChannel(resampleBicubic(grey(7), 3, 2))).toEqual(new Uint8Array(6).fill(7))
  })

  test('a line of 60,000 pixels pads and shrinks without the square ever existing', () => {
    const { data } = resampleBicubic(padToSquare(image(60_000, 1, () => 255)), 8, 8)
    expect([...data.subarray(0, 3)]).toEqual([122, 116, 104])
  })

  test.each([
    ['a large photograph', 6000, 400, 448, 30],
    ['a line across', 60_000, 1, 3, 1],
    ['a line down', 1, 60_000, 1, 3],
    ['a line down, widened', 1, 1000, 4000, 1000],
  ])('%s takes a few megabytes of the module, which keeps them', (_, width, height, toWidth, toHeight) => {
    const { data } = resampleBicubic(
      image(width, height, () => 9),
      toWidth,
      toHeight,
    )
    expect(data.findIndex((value) => value !== 9)).toBe(-1)
    // Two blocks of 256 KiB, and the weights: sixteen bytes for each sample of a side.
    expect(resampleKernel().memory.buffer.byteLength).toBeLessThan(4 * 2 ** 20)
  })

  test('bad sizes and short data are mistakes in the call', () => {
    expect(() => resampleBicubic(grey(1), 0, 1)).toThrow(RangeError)
    expect(() => resampleBicubic(grey(1), 1, 1.5)).toThrow('got 1.5')
    expect(() => resampleBicubic({ ...grey(1, 2), height: 2 }, 1, 1)).toThrow('expected 2×2×3 values, got 6')
  })
})
