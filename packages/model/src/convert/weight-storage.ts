import type { ModelDtype } from '../model-folder/manifest.ts'
import type { ParameterRequest } from '../network/parameters.ts'
import type { QuantizedBits } from '../runtime/onnx/quantize-blocks.ts'
import type { WeightPrecision } from '../runtime/onnx/stored-weight.ts'

const BITS = { q8: 8, q4: 4 } as const satisfies Partial<Record<ModelDtype, QuantizedBits>>

/**
 * In how many bits a matrix is stored in a model of this dtype; undefined if it is stored in floats. Only the decoder
 * is quantised: the products of the vision encoder have over a thousand rows, where float32 is as fast as 4 bits and a
 * good deal faster than 8, and it holds a twentieth of the parameters.
 */
export function quantizedBits(dtype: ModelDtype, tensor: string): QuantizedBits | undefined {
  if (dtype !== 'q8' && dtype !== 'q4') return undefined
  return tensor.startsWith('model.layers.') ? BITS[dtype] : undefined
}

/** How the floats of a tensor are stored. With `fp16` norms and biases stay float32: they are small. */
export function floatPrecision(dtype: ModelDtype, { shape }: ParameterRequest): WeightPrecision {
  return dtype === 'fp16' && shape.length > 1 ? 'float16' : 'float32'
}
