/** A tensor to be written: the bytes as they should lie in the file. */
export interface FixtureTensor {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly bytes: Uint8Array
}

/** A safetensors file made of any header, right or wrong. */
export function safetensorsFile(
  header: unknown,
  data: Uint8Array = new Uint8Array(),
): Uint8Array<ArrayBuffer> {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const file = new Uint8Array(8 + json.length + data.length)
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true)
  file.set(json, 8)
  file.set(data, 8 + json.length)
  return file
}

/** A correct safetensors file of these tensors, one after the other. */
export function writeSafetensors(tensors: Readonly<Record<string, FixtureTensor>>): Uint8Array<ArrayBuffer> {
  let end = 0
  const entries = Object.entries(tensors).map(([name, { dtype, shape, bytes }]) => {
    const begin = end
    end += bytes.length
    return [name, { dtype, shape, data_offsets: [begin, end] }] as const
  })
  // From entries, because an assignment to `__proto__` would not make a key.
  const header = Object.fromEntries([['__metadata__', { format: 'pt' }], ...entries])
  return safetensorsFile(header, Buffer.concat(Object.values(tensors).map(({ bytes }) => bytes)))
}

/** A float32 tensor with these values. */
export function float32(shape: readonly number[], values: readonly number[]): FixtureTensor {
  return { dtype: 'F32', shape, bytes: new Uint8Array(Float32Array.from(values).buffer) }
}
