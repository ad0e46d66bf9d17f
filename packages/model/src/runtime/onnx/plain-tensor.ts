import { Tensor } from 'onnxruntime-node'

/** A tensor as it passes between threads. */
export type PlainTensor =
  | { readonly type: 'float32'; readonly data: Float32Array; readonly shape: readonly number[] }
  | { readonly type: 'int64'; readonly data: BigInt64Array; readonly shape: readonly number[] }

export type PlainTensors = Readonly<Record<string, PlainTensor>>

export function toPlain(tensors: Readonly<Record<string, Tensor>>): PlainTensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { type, data, dims }]) => {
      if (type !== 'float32' && type !== 'int64') {
        throw new TypeError(`toPlain: expected float32 or int64 in ${name}, got ${type}`)
      }
      return [name, { type, data, shape: dims } as PlainTensor]
    }),
  )
}

export function fromPlain(tensors: PlainTensors): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { type, data, shape }]) => [
      name,
      type === 'float32' ? new Tensor(type, data, shape) : new Tensor(type, data, shape),
    ]),
  )
}
