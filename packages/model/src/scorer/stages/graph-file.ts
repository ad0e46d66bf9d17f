import protobuf from 'protobufjs/minimal.js'
import { type ElementType, encodeValue, fieldNumber } from '../../runtime/onnx/onnx-format.ts'

/** Part of a model file, as its bytes and the names that it connects. */
export interface GraphPiece {
  readonly bytes: Uint8Array
  /** Values that a node reads; nothing for a tensor. */
  readonly inputs: readonly string[]
  /** Values that a node computes, or the name of a tensor. */
  readonly outputs: readonly string[]
}

/** A graph as far as it has to be known to be cut. Whatever else a piece holds stays as it is in its bytes. */
export interface GraphFile {
  readonly nodes: readonly GraphPiece[]
  readonly tensors: readonly GraphPiece[]
  /** Names of the values that are fed. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  /** Fields of the model other than its graph. */
  readonly rest: Uint8Array
}

/** A value to be fed. */
export interface TypedInput {
  readonly name: string
  readonly elementType: ElementType
}

const MODEL = { graph: fieldNumber('ModelProto', 'graph') }
const GRAPH = {
  node: fieldNumber('GraphProto', 'node'),
  name: fieldNumber('GraphProto', 'name'),
  tensor: fieldNumber('GraphProto', 'initializer'),
  input: fieldNumber('GraphProto', 'input'),
  output: fieldNumber('GraphProto', 'output'),
}
const NODE = { input: fieldNumber('NodeProto', 'input'), output: fieldNumber('NodeProto', 'output') }
const TENSOR = { name: fieldNumber('TensorProto', 'name') }
const VALUE = { name: fieldNumber('ValueInfoProto', 'name') }

/** Reads a model file of one graph. */
export function readGraph(bytes: Uint8Array): GraphFile {
  const model = fieldsOf(bytes)
  const graph = fieldsOf(model.find(({ field }) => field === MODEL.graph)!.content)
  const all = (field: number) => graph.filter((entry) => entry.field === field).map(({ content }) => content)
  const namesIn = (message: Uint8Array, field: number) =>
    fieldsOf(message)
      .filter((entry) => entry.field === field)
      .map(({ content }) => Buffer.from(content).toString('utf8'))
  return {
    nodes: all(GRAPH.node).map((node) => ({
      bytes: node,
      inputs: namesIn(node, NODE.input),
      outputs: namesIn(node, NODE.output),
    })),
    tensors: all(GRAPH.tensor).map((tensor) => ({
      bytes: tensor,
      inputs: [],
      outputs: namesIn(tensor, TENSOR.name),
    })),
    inputs: all(GRAPH.input).flatMap((value) => namesIn(value, VALUE.name)),
    outputs: all(GRAPH.output).flatMap((value) => namesIn(value, VALUE.name)),
    rest: Buffer.concat(model.filter(({ field }) => field !== MODEL.graph).map(({ whole }) => whole)),
  }
}

/** A model file of some of the nodes, with the tensors that they read. The runtime infers the types of its outputs. */
export function writeGraph(
  { tensors, rest }: GraphFile,
  nodes: readonly GraphPiece[],
  inputs: readonly TypedInput[],
  outputs: readonly string[],
): Uint8Array {
  const read = new Set(nodes.flatMap((node) => node.inputs))
  const graph = protobuf.Writer.create()
  const put = (field: number, content: Uint8Array) =>
    graph.uint32((field << 3) | LENGTH_DELIMITED).bytes(content)
  for (const { bytes } of nodes) put(GRAPH.node, bytes)
  put(GRAPH.name, Buffer.from('part'))
  for (const {
    bytes,
    outputs: [name],
  } of tensors)
    if (read.has(name!)) put(GRAPH.tensor, bytes)
  for (const input of inputs) put(GRAPH.input, encodeValue(input.name, input.elementType))
  for (const name of outputs) put(GRAPH.output, encodeValue(name))
  const content = graph.finish()
  const model = protobuf.Writer.create()
    .uint32((MODEL.graph << 3) | LENGTH_DELIMITED)
    .bytes(content)
    .finish()
  return Buffer.concat([rest, model])
}

const LENGTH_DELIMITED = 2

interface Field {
  readonly field: number
  /** Without tag and length. */
  readonly content: Uint8Array
  /** With them. */
  readonly whole: Uint8Array
}

/** The fields of a message in their order; of numbers only `whole` means something. */
function fieldsOf(message: Uint8Array): Field[] {
  const reader = protobuf.Reader.create(message)
  const fields: Field[] = []
  while (reader.pos < reader.len) {
    const start = reader.pos
    const tag = reader.uint32()
    const isBytes = (tag & 7) === LENGTH_DELIMITED
    const content = isBytes ? reader.bytes() : message.subarray(0, 0)
    if (!isBytes) reader.skipType(tag & 7)
    fields.push({ field: tag >>> 3, content, whole: message.subarray(start, reader.pos) })
  }
  return fields
}
