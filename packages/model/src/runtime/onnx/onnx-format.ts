import protobuf from 'protobufjs/light.js'

/** The part of the ONNX file format that our graphs use: message fields by number (onnx.proto, IR version 10). */
const messages = {
  ModelProto: {
    irVersion: ['int64', 1],
    producerName: ['string', 2],
    graph: ['GraphProto', 7],
    opsetImport: ['OperatorSetIdProto', 8, 'repeated'],
  },
  OperatorSetIdProto: { domain: ['string', 1], version: ['int64', 2] },
  GraphProto: {
    node: ['NodeProto', 1, 'repeated'],
    name: ['string', 2],
    initializer: ['TensorProto', 5, 'repeated'],
    input: ['ValueInfoProto', 11, 'repeated'],
    output: ['ValueInfoProto', 12, 'repeated'],
  },
  NodeProto: {
    input: ['string', 1, 'repeated'],
    output: ['string', 2, 'repeated'],
    name: ['string', 3],
    opType: ['string', 4],
    attribute: ['AttributeProto', 5, 'repeated'],
    domain: ['string', 7],
  },
  AttributeProto: {
    name: ['string', 1],
    f: ['float', 2],
    i: ['int64', 3],
    s: ['bytes', 4],
    ints: ['int64', 8, 'repeated'],
    type: ['int32', 20],
  },
  TensorProto: {
    dims: ['int64', 1, 'repeated'],
    dataType: ['int32', 2],
    name: ['string', 8],
    rawData: ['bytes', 9],
    externalData: ['StringStringEntryProto', 13, 'repeated'],
    dataLocation: ['int32', 14],
  },
  StringStringEntryProto: { key: ['string', 1], value: ['string', 2] },
  ValueInfoProto: { name: ['string', 1], type: ['TypeProto', 2] },
  TypeProto: { tensorType: ['TensorTypeProto', 1] },
  TensorTypeProto: { elemType: ['int32', 1], shape: ['TensorShapeProto', 2] },
  TensorShapeProto: { dim: ['DimensionProto', 1, 'repeated'] },
  DimensionProto: { dimValue: ['int64', 1], dimParam: ['string', 2] },
} as const satisfies Record<string, Record<string, readonly [type: string, id: number, rule?: 'repeated']>>

/** The number of a field in its message. */
export function fieldNumber<M extends keyof typeof messages>(
  message: M,
  field: keyof (typeof messages)[M] & string,
): number {
  const fields: Readonly<Record<string, readonly [string, number, ...unknown[]]>> = messages[message]
  return fields[field]![1]
}

/** Element types by the names of the runtime, as the format numbers them. */
export const ELEMENT_TYPE = {
  ...{ float32: 1, uint8: 2, int8: 3, uint16: 4, int16: 5, int32: 6, int64: 7, bool: 9 },
  ...{ float16: 10, float64: 11, uint32: 12, uint64: 13 },
} as const

/** Kinds of attribute, by their number in the format. */
const ATTRIBUTE_TYPE = { f: 1, i: 2, s: 3, ints: 7 } as const

/** Where a tensor's values are: inside the message, or in another file. */
const EXTERNAL = 1

export type ElementType = keyof typeof ELEMENT_TYPE

export type Dimension = number | string

/** A number with a fraction, a whole number, a text, or a list of whole numbers. */
export type AttributeValue = { f: number } | { i: number } | { s: string } | { ints: readonly number[] }

export interface OnnxNode {
  readonly opType: string
  readonly input: readonly string[]
  readonly output: readonly string[]
  readonly attribute: readonly object[]
  /** @default the operators of ONNX itself */
  readonly domain?: string
}

/** Operators that ONNX Runtime adds to the standard ones. */
export const RUNTIME_DOMAIN = 'com.microsoft'

export function attribute(name: string, value: AttributeValue): object {
  const content = 's' in value ? { s: Buffer.from(value.s) } : value
  const [kind] = Object.keys(value) as [keyof typeof ATTRIBUTE_TYPE]
  return { name, ...content, type: ATTRIBUTE_TYPE[kind] }
}

/** A named input or output of a graph; a string dimension is free, and so is a missing shape. */
export function valueInfo(
  name: string,
  shape?: readonly Dimension[],
  elementType: ElementType = 'float32',
): object {
  const dim = shape?.map((length) =>
    typeof length === 'string' ? { dimParam: length } : { dimValue: length },
  )
  const tensorType = { elemType: ELEMENT_TYPE[elementType], ...(dim ? { shape: { dim } } : {}) }
  return { name, type: { tensorType } }
}

/** A tensor whose values lie in the graph file itself. */
export function inlineTensor(
  name: string,
  shape: readonly number[],
  values: Float32Array | BigInt64Array | Uint8Array,
): object {
  const elementType =
    values instanceof Float32Array ? 'float32' : values instanceof Uint8Array ? 'uint8' : 'int64'
  return {
    name,
    dims: shape,
    dataType: ELEMENT_TYPE[elementType],
    rawData: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  }
}

/** A tensor whose values lie in another file of the same folder. */
export function externalTensor(
  name: string,
  shape: readonly number[],
  elementType: ElementType,
  at: { file: string; offset: number; length: number },
): object {
  const externalData = [
    { key: 'location', value: at.file },
    { key: 'offset', value: String(at.offset) },
    { key: 'length', value: String(at.length) },
  ]
  return { name, dims: shape, dataType: ELEMENT_TYPE[elementType], externalData, dataLocation: EXTERNAL }
}

const root = protobuf.Root.fromJSON({
  nested: Object.fromEntries(
    Object.entries(messages).map(([message, fields]) => [
      message,
      {
        fields: Object.fromEntries(
          Object.entries(fields).map(([field, [type, id, rule]]) => [
            field,
            { type, id, ...(rule ? { rule } : {}) },
          ]),
        ),
      },
    ]),
  ),
})
const modelType = root.lookupType('ModelProto')
const valueType = root.lookupType('ValueInfoProto')

const OPERATOR_SETS = [
  { domain: '', version: 20 },
  { domain: RUNTIME_DOMAIN, version: 1 },
]

/** The bytes of a model file with one graph, for operator set 20 and the runtime's own operators. */
export function encodeModel(graph: {
  name: string
  node: readonly OnnxNode[]
  initializer: readonly object[]
  input: readonly object[]
  output: readonly object[]
}): Uint8Array {
  return modelType.encode({ irVersion: 10, producerName: 'deqa', opsetImport: OPERATOR_SETS, graph }).finish()
}

/** The bytes of a named input or output of any shape, and of a type that the runtime is to infer if none is given. */
export function encodeValue(name: string, elementType?: ElementType): Uint8Array {
  const value = elementType === undefined ? { name } : valueInfo(name, undefined, elementType)
  return valueType.encode(value).finish()
}
