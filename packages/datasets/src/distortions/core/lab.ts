import type { RgbImage } from './rgb-image.ts'

/** CIE L*a*b* planes (D65): lightness 0..100, green to red, blue to yellow. */
export interface LabPlanes {
  readonly l: Float32Array
  readonly a: Float32Array
  readonly b: Float32Array
}

/** sRGB to L*a*b*, white point D65 (IEC 61966-2-1, CIE 15). */
export function toLab({ data }: Pick<RgbImage, 'data'>): LabPlanes {
  const count = data.length / 3
  const [l, a, b] = [new Float32Array(count), new Float32Array(count), new Float32Array(count)]
  for (let i = 0, at = 0; i < count; i++, at += 3) {
    const red = LINEAR[data[at]!]!
    const green = LINEAR[data[at + 1]!]!
    const blue = LINEAR[data[at + 2]!]!
    const x = compress((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / WHITE_X)
    const y = compress(0.2126729 * red + 0.7151522 * green + 0.072175 * blue)
    const z = compress((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / WHITE_Z)
    l[i] = 116 * y - 16
    a[i] = 500 * (x - y)
    b[i] = 200 * (y - z)
  }
  return { l, a, b }
}

/** L*a*b* to sRGB; what no display can show is cut off. Accuracy: half a level, one where nearly black. */
export function fromLab({ l, a, b }: LabPlanes): Uint8Array {
  const rgb = new Uint8Array(l.length * 3)
  for (let i = 0, at = 0; i < l.length; i++, at += 3) {
    const lightness = (l[i]! + 16) / 116
    const x = WHITE_X * expand(lightness + a[i]! / 500)
    const y = expand(lightness)
    const z = WHITE_Z * expand(lightness - b[i]! / 200)
    rgb[at] = encode(3.2404542 * x - 1.5371385 * y - 0.4985314 * z)
    rgb[at + 1] = encode(-0.969266 * x + 1.8760108 * y + 0.041556 * z)
    rgb[at + 2] = encode(0.0556434 * x - 0.2040259 * y + 1.0572252 * z)
  }
  return rgb
}

const WHITE_X = 0.95047
const WHITE_Z = 1.08883
const EDGE = 6 / 29

const LINEAR = Float64Array.from({ length: 256 }, (_, level) => {
  const value = level / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
})

const ENCODED_STEPS = 2 ** 14
const ENCODED = Uint8Array.from({ length: ENCODED_STEPS + 1 }, (_, step) => {
  const light = step / ENCODED_STEPS
  return Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055))
})

function encode(light: number): number {
  return ENCODED[light <= 0 ? 0 : light >= 1 ? ENCODED_STEPS : (light * ENCODED_STEPS + 0.5) | 0]!
}

function compress(ratio: number): number {
  return ratio > EDGE ** 3 ? Math.cbrt(ratio) : ratio / (3 * EDGE * EDGE) + 4 / 29
}

function expand(value: number): number {
  return value > EDGE ? value * value * value : 3 * EDGE * EDGE * (value - 4 / 29)
}
