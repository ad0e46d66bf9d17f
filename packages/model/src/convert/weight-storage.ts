import type { ModelDtype } from '../model-folder/manifest.ts'
import type { ParameterRequest } from '../network/parameters.ts'
import type { QuantizedBits, WeightPrecision } from '../runtime/onnx/stored-weight.ts'
import { countElements } from '../runtime/shapes.ts'

const BITS = { q8: 8, q4: 4 } as const satisfies Partial<Record<ModelDtype, QuantizedBits>>

/** A matrix of the decoder with fewer numbers, 8 KiB, stays in floats: rounding it saves less than two pages. */
export const SMALLEST_QUANTIZED = 2 ** 11

/** A matrix of the encoder with fewer numbers stays in floats: a small network is fast as it is, and more sensitive. */
export const SMALLEST_QUANTIZED_OF_ENCODER = 2 ** 18

/**
 * In how many bits a matrix is stored in a model of this dtype; undefined if it is stored in floats. 4 bits are for the
 * decoder, which holds 92 % of the parameters. The layers of a large encoder take 8 with either dtype: their products
 * have over a thousand rows, for which 4 bits are slower than floats, and 8 bits several times as fast. The abstractor
 * stays in floats: it is a fiftieth of the work and moves a score as much as the encoder does (docs/quantization.md).
 */
export function quantizedBits(
  dtype: ModelDtype,
  tensor: string,
  shape: readonly number[],
): QuantizedBits | undefined {
  if (dtype !== 'q8' && dtype !== 'q4') return undefined
  const numbers = countElements(shape)
  if (tensor.startsWith('model.layers.')) return numbers >= SMALLEST_QUANTIZED ? BITS[dtype] : undefined
  const isOfEncoder = tensor.startsWith('model.vision_model.encoder.layers.')
  return isOfEncoder && numbers >= SMALLEST_QUANTIZED_OF_ENCODER ? 8 : undefined
}

/** How the floats of a tensor are stored. With `fp16` norms and biases stay float32: they are small. */
export function floatPrecision(dtype: ModelDtype, { shape }: ParameterRequest): WeightPrecision {
  return dtype === 'fp16' && shape.length > 1 ? 'float16' : 'float32'
}
