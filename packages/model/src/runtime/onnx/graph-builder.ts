import {
  type AttributeValue,
  attribute,
  type Dimension,
  ELEMENT_TYPE,
  type ElementType,
  encodeModel,
  externalTensor,
  inlineTensor,
  type OnnxNode,
  RUNTIME_DOMAIN,
  valueInfo,
} from './onnx-format.ts'
import type { StoredWeight } from './stored-weight.ts'

/** Where each stored weight begins in the weights file, and how many bytes it has. */
export interface WeightPlacement {
  readonly file: string
  readonly places: ReadonlyMap<string, { readonly offset: number; readonly length: number }>
}

/** Collects nodes, small constants and wishes for weights, and writes them as an ONNX model. */
export class GraphBuilder {
  readonly #name: string
  readonly #nodes: OnnxNode[] = []
  readonly #inputs: object[] = []
  readonly #outputs: object[] = []
  /** By content, so that equal constants are one. */
  readonly #constants = new Map<string, { readonly name: string; readonly tensor: object }>()
  readonly #weights = new Map<string, StoredWeight>()
  /** Weights in float16 by key: the name of their float32 values. */
  readonly #widened = new Map<string, string>()
  /** Outputs by the names they were computed under. */
  readonly #publicNames = new Map<string, string>()
  #next = 0

  constructor(name: string) {
    this.#name = name
  }

  /** The weights the graph refers to; they must be placed before `encode`. */
  get weights(): StoredWeight[] {
    return [...this.#weights.values()]
  }

  input(name: string, shape: readonly Dimension[], elementType?: ElementType): string {
    this.#inputs.push(valueInfo(name, shape, elementType))
    return name
  }

  /** Makes a value an output under a public name. Without a shape the runtime infers it. */
  output(value: string, name: string, shape?: readonly Dimension[]): void {
    const computed = this.#nodes.some(({ output }) => output.includes(value))
    // A computed value takes the name itself; a copy would cost a pass over memory.
    if (computed && !this.#publicNames.has(value)) this.#publicNames.set(value, name)
    else this.#nodes.push({ opType: 'Identity', input: [value], output: [name], attribute: [] })
    this.#outputs.push(valueInfo(name, shape))
  }

  /** Adds an operator with one output and returns that output's name. */
  node(
    opType: string,
    input: readonly string[],
    attributes?: Readonly<Record<string, AttributeValue>>,
  ): string {
    return this.nodes(opType, input, 1, attributes)[0]!
  }

  /** Adds an operator of the runtime itself, with one output. */
  runtimeNode(
    opType: string,
    input: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>>,
  ): string {
    return this.nodes(opType, input, 1, attributes, RUNTIME_DOMAIN)[0]!
  }

  /** Adds an operator with several outputs and returns their names. */
  nodes(
    opType: string,
    input: readonly string[],
    outputs: number,
    attributes: Readonly<Record<string, AttributeValue>> = {},
    domain?: string,
  ): string[] {
    const name = `${opType}_${this.#next++}`
    const output = Array.from({ length: outputs }, (_, i) => (outputs === 1 ? name : `${name}.${i}`))
    this.#nodes.push({
      opType,
      input,
      output,
      ...(domain === undefined ? {} : { domain }),
      attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
    })
    return output
  }

  /** A small float constant, kept inside the graph file. */
  floats(values: Float32Array, shape: readonly number[]): string {
    return this.#constant(
      `f[${shape}]:${Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64')}`,
      (name) => inlineTensor(name, shape, values),
    )
  }

  /** Small whole numbers in bytes, such as the code that means 0. */
  bytes(values: Uint8Array, shape: readonly number[]): string {
    return this.#constant(`u[${shape}]:${values}`, (name) => inlineTensor(name, shape, values))
  }

  /** Whole numbers: shapes, axes, indices. */
  integers(values: readonly number[], shape: readonly number[] = [values.length]): string {
    return this.#constant(`i[${shape}]:${values}`, (name) =>
      inlineTensor(name, shape, BigInt64Array.from(values, BigInt)),
    )
  }

  /**
   * Refers to a weight; its values come later, from the weights file. One in float16 is widened, which the runtime
   * does once, when it loads the graph: it folds what depends on weights alone.
   */
  weight(stored: StoredWeight): string {
    const { key, elementType } = stored
    this.#weights.set(key, stored)
    if (elementType !== 'float16') return key
    const known = this.#widened.get(key)
    if (known !== undefined) return known
    const widened = this.node('Cast', [key], { to: { i: ELEMENT_TYPE.float32 } })
    this.#widened.set(key, widened)
    return widened
  }

  /** @throws {RangeError} if a weight of this graph has no place. */
  encode({ file, places }: WeightPlacement): Uint8Array {
    const external = this.weights.map(({ key, shape, elementType }) => {
      const place = places.get(key)
      if (!place) throw new RangeError(`GraphBuilder.encode: expected a place for weight ${key}, got none`)
      return externalTensor(key, shape, elementType, { file, ...place })
    })
    return encodeModel({
      name: this.#name,
      node: this.#nodes.map((node) => ({
        ...node,
        input: node.input.map((value) => this.#publicNames.get(value) ?? value),
        output: node.output.map((value) => this.#publicNames.get(value) ?? value),
      })),
      initializer: [...Array.from(this.#constants.values(), ({ tensor }) => tensor), ...external],
      input: this.#inputs,
      output: this.#outputs,
    })
  }

  #constant(content: string, make: (name: string) => object): string {
    let constant = this.#constants.get(content)
    if (!constant) {
      const name = `constant_${this.#constants.size}`
      constant = { name, tensor: make(name) }
      this.#constants.set(content, constant)
    }
    return constant.name
  }
}
