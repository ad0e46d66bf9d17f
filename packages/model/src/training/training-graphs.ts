import { differentiableOps } from '../runtime/autodiff/differentiable-ops.ts'
import { Tape, type Tracked } from '../runtime/autodiff/tape.ts'
import { GraphBuilder } from '../runtime/onnx/graph-builder.ts'
import { type OnnxValue, onnxOps, valueName } from '../runtime/onnx/onnx-ops.ts'
import { type QuantizedBits, storedWeight } from '../runtime/onnx/stored-weight.ts'
import type { Ops } from '../runtime/ops.ts'
import { type AdamWOptions, adamWStep, clipFactor, globalNorm, type StepScalars } from './adamw.ts'
import type { ProgramParameter, TrainingProgram } from './training-program.ts'

/** Names of a training graph's inputs and outputs; an output that replaces an input has `new ` before its name. */
export const names = {
  parameter: (name: string) => `parameter ${name}`,
  first: (name: string) => `first moment ${name}`,
  second: (name: string) => `second moment ${name}`,
  gradient: (name: string) => `gradient ${name}`,
  batch: (name: string) => `batch ${name}`,
  reported: (name: string) => `reported ${name}`,
  /** The program's name of a reported output; undefined for any other. */
  reportedName: (name: string) => /^reported (.*)$/.exec(name)?.[1],
  updated: (name: string) => `new ${name}`,
  rate: 'learning rate',
  stepSize: 'step size',
  epsilon: 'epsilon',
  share: 'gradient share',
  loss: 'loss',
  norm: 'gradient norm',
} as const

export interface GraphOptions extends AdamWOptions {
  /** Store the matrices of frozen parameters in so many bits, once for each direction. @default float32 */
  readonly frozenBits?: QuantizedBits
}

/** Forward, backward and AdamW in one graph: state and batch in, new state and reports out. */
export function stepGraph(program: TrainingProgram, options: GraphOptions): GraphBuilder {
  const forward = forwardPass(program, 'step', options)
  update(forward.graph, trainable(program), forward.gradients(), options)
  return forward.graph
}

/**
 * Forward and backward alone. Gradients of several batches are added outside the graph: in it the runtime would take a
 * sum into the product before it, whose rounding then depends on what was there already.
 */
export function gradientsGraph(program: TrainingProgram, options: GraphOptions): GraphBuilder {
  const { graph, gradients } = forwardPass(program, 'gradients', options)
  for (const [i, gradient] of gradients().entries()) {
    const { name, shape } = trainable(program)[i]!
    output(graph, gradient, names.gradient(name), shape)
  }
  return graph
}

/** AdamW from summed gradients, each first multiplied by a share: one over the number of batches. */
export function applyGraph(program: TrainingProgram, options: AdamWOptions): GraphBuilder {
  const graph = new GraphBuilder('apply')
  const ops = onnxOps(graph)
  const share = inputValue(graph, names.share, [1])
  const gradients = trainable(program).map(({ name, shape }) =>
    ops.multiply(inputValue(graph, names.gradient(name), shape), share),
  )
  for (const { name, shape } of trainable(program)) inputValue(graph, names.parameter(name), shape)
  update(graph, trainable(program), gradients, options)
  return graph
}

/** The loss and the reports alone. */
export function evaluateGraph(program: TrainingProgram, options: GraphOptions): GraphBuilder {
  return forwardPass(program, 'evaluate', options).graph
}

/** The parameters that an engine keeps state for, in the program's order. */
export function trainable(program: TrainingProgram): ProgramParameter[] {
  return program.parameters.filter((parameter) => parameter.trainable)
}

function forwardPass(
  program: TrainingProgram,
  name: string,
  { frozenBits }: GraphOptions,
): { graph: GraphBuilder; gradients: () => OnnxValue[] } {
  const graph = new GraphBuilder(name)
  const ops = onnxOps(graph, { bitsOf: () => frozenBits })
  const tape = new Tape(ops)
  const parameters = new Map<string, Tracked<OnnxValue>>()
  const learned: Tracked<OnnxValue>[] = []
  for (const parameter of program.parameters) {
    const { shape } = parameter
    if (parameter.trainable) {
      const tracked = tape.parameter(inputValue(graph, names.parameter(parameter.name), shape), shape)
      learned.push(tracked)
      parameters.set(parameter.name, tracked)
    } else {
      const weight = { tensor: parameter.name, shape }
      const value =
        frozenBits === undefined
          ? { name: graph.weight(storedWeight(weight)), rank: shape.length }
          : { weight, rank: shape.length }
      parameters.set(parameter.name, { value, shape })
    }
  }
  const inputs = Object.fromEntries(
    program.inputs.map(({ name: input, shape, type }) => {
      const element = type === 'index' ? 'int64' : 'float32'
      const value = { name: graph.input(names.batch(input), shape, element), rank: shape.length }
      return [input, { value, shape }]
    }),
  )
  const { loss, reported } = program.run(differentiableOps(ops, tape), parameters, inputs)
  output(graph, ops.reshape(loss.value, [1]), names.loss, [1])
  for (const [key, { value, shape }] of Object.entries(reported)) {
    output(graph, value, names.reported(key), shape)
  }
  return { graph, gradients: () => tape.gradients(loss, learned) }
}

function update(
  graph: GraphBuilder,
  parameters: readonly ProgramParameter[],
  gradients: readonly OnnxValue[],
  options: AdamWOptions,
): void {
  const ops = onnxOps(graph)
  const scalars: StepScalars<OnnxValue> = {
    rate: inputValue(graph, names.rate, [1]),
    stepSize: inputValue(graph, names.stepSize, [1]),
    epsilon: inputValue(graph, names.epsilon, [1]),
  }
  const clipped = clip(ops, graph, gradients, options)
  for (const [i, { name, shape, learningRateScale, decay }] of parameters.entries()) {
    const before = {
      parameter: { name: names.parameter(name), rank: shape.length },
      first: inputValue(graph, names.first(name), shape),
      second: inputValue(graph, names.second(name), shape),
    }
    const after = adamWStep(ops, before, clipped[i]!, scalars, options, {
      ...(learningRateScale === undefined ? {} : { rateScale: learningRateScale }),
      ...(decay === undefined ? {} : { decay }),
    })
    output(graph, after.parameter, names.updated(names.parameter(name)), shape)
    output(graph, after.first, names.updated(names.first(name)), shape)
    output(graph, after.second, names.updated(names.second(name)), shape)
  }
}

function clip(
  ops: Ops<OnnxValue>,
  graph: GraphBuilder,
  gradients: readonly OnnxValue[],
  { maxGradientNorm }: AdamWOptions,
): readonly OnnxValue[] {
  if (maxGradientNorm === undefined) return gradients
  const norm = globalNorm(
    ops,
    gradients.map((value) => ({ value, rank: value.rank })),
  )
  output(graph, norm, names.norm, [1])
  const factor = clipFactor(ops, norm, maxGradientNorm)
  return gradients.map((gradient) => ops.multiply(gradient, factor))
}

function inputValue(graph: GraphBuilder, name: string, shape: readonly number[]): OnnxValue {
  return { name: graph.input(name, shape), rank: shape.length }
}

function output(graph: GraphBuilder, value: OnnxValue, name: string, shape: readonly number[]): void {
  graph.output(valueName(graph, value), name, shape)
}
