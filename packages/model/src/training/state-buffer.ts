import { floatTensor, type Tensor } from '../runtime/onnx/session.ts'
import { countElements } from '../runtime/shapes.ts'
import { requireValue } from './engine-values.ts'
import type { TrainingState } from './training-engine.ts'
import { names, trainable } from './training-graphs.ts'
import type { TrainingProgram } from './training-program.ts'

/** A program's state, or its gradients, as tensors by the names that graphs have for them. */
export type StateBuffer = Readonly<Record<string, Tensor>>

/** Outputs of a graph by name, of this thread or another. */
export type Outputs = Readonly<Record<string, { readonly data: unknown }>>

export function startState(
  program: TrainingProgram,
  values: ReadonlyMap<string, Float32Array>,
  state: TrainingState | undefined,
): StateBuffer {
  return makeBuffer(program, [
    { key: names.parameter, from: state?.parameters ?? values },
    { key: names.first, ...(state ? { from: state.firstMoments } : {}) },
    { key: names.second, ...(state ? { from: state.secondMoments } : {}) },
  ])
}

export function emptyState(program: TrainingProgram): StateBuffer {
  return makeBuffer(program, [{ key: names.parameter }, { key: names.first }, { key: names.second }])
}

export function emptyGradients(program: TrainingProgram): StateBuffer {
  return makeBuffer(program, [{ key: names.gradient }])
}

export function parametersOf(program: TrainingProgram, buffer: StateBuffer): StateBuffer {
  return Object.fromEntries(
    trainable(program).map(({ name }) => [names.parameter(name), buffer[names.parameter(name)]!]),
  )
}

/** The same tensors under the names of the outputs that replace them. */
export function asOutputs(buffer: StateBuffer): StateBuffer {
  return Object.fromEntries(Object.entries(buffer).map(([name, tensor]) => [names.updated(name), tensor]))
}

/** A buffer with one tensor per trainable parameter and kind of state. */
function makeBuffer(
  program: TrainingProgram,
  kinds: readonly { key: (name: string) => string; from?: ReadonlyMap<string, Float32Array> }[],
): StateBuffer {
  const entries = trainable(program).flatMap((parameter) =>
    kinds.map(({ key, from }) => {
      const data = from
        ? Float32Array.from(requireValue(parameter, from))
        : new Float32Array(countElements(parameter.shape))
      return [key(parameter.name), floatTensor(data, parameter.shape)] as const
    }),
  )
  return Object.fromEntries(entries)
}
