import '@deqa/vitest'
import type { Tensor } from '@tensorflow/tfjs'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Operation, operationCases, seededTensor, seeds } from '../../../test/operation-cases.ts'
import { weightedSum } from '../../../test/weighted-sum.ts'
import { differentiableOps } from '../autodiff/differentiable-ops.ts'
import { Tape } from '../autodiff/tape.ts'
import { type ReferenceTensor, referenceOps } from '../reference/reference-ops.ts'
import { loadTfjs } from './load-tfjs.ts'
import { type Tfjs, tfjsOps } from './tfjs-ops.ts'

/** float32 against float64 on a few dozen products of numbers below 2. */
const FLOAT32 = { absolute: 2e-6, relativeToMax: 2e-6 }

const toTfjs = (tf: Tfjs, { data, shape }: ReferenceTensor): Tensor =>
  tf.tensor(Float32Array.from(data), [...shape])

/** Our gradients, by the tape over the float64 reference. */
function ourGradients(operation: Operation, inputs: readonly ReferenceTensor[]): ReferenceTensor[] {
  const tape = new Tape(referenceOps())
  const parameters = inputs.map((input) => tape.parameter(input, input.shape))
  const ops = differentiableOps(referenceOps(), tape)
  const result = operation(ops, ...parameters)
  return tape.gradients(weightedSum(ops, result, result.shape), parameters)
}

/** TensorFlow.js's own gradients; undefined where the result does not depend on an input. */
function theirGradients(
  tf: Tfjs,
  operation: Operation,
  inputs: readonly ReferenceTensor[],
): (Tensor | undefined)[] {
  const ops = tfjsOps(tf)
  const loss = (...values: Tensor[]) => {
    const result = operation(ops, ...values)
    return weightedSum(ops, result, result.shape)
  }
  const tensors = inputs.map((input) => toTfjs(tf, input))
  const { grads } = tf.engine().gradients(() => tf.reshape(loss(...tensors), []), tensors, undefined, true)
  return grads.map((gradient) => gradient ?? undefined)
}

for (const backend of ['cpu', 'wasm'] as const) {
  describe(`TensorFlow.js on its ${backend} backend`, async () => {
    const { tf } = await loadTfjs({ backends: [backend] })
    beforeAll(() => tf.setBackend(backend))

    describe('computes what the reference computes', () => {
      for (const [name, arbitrary] of Object.entries(operationCases)) {
        test(name, () => {
          fc.assert(
            fc.property(arbitrary, seeds, ({ shapes, operation }, seed) => {
              const inputs = shapes.map((shape, i) => seededTensor(shape, seed + i))
              const expected = operation(referenceOps(), ...inputs)
              tf.tidy(() => {
                const actual = operation(tfjsOps(tf), ...inputs.map((input) => toTfjs(tf, input)))
                expect(actual.shape).toEqual(expected.shape)
                expect(actual.dataSync()).toBeAllClose(expected.data, FLOAT32)
              })
            }),
            { numRuns: 25 },
          )
        })
      }
    })

    describe('differentiates to what our rules give', () => {
      for (const [name, arbitrary] of Object.entries(operationCases)) {
        test(name, () => {
          fc.assert(
            fc.property(arbitrary, seeds, ({ shapes, operation, constants = [] }, seed) => {
              const inputs = shapes.map((shape, i) => seededTensor(shape, seed + i))
              const expected = ourGradients(operation, inputs)
              tf.tidy(() => {
                for (const [i, actual] of theirGradients(tf, operation, inputs).entries()) {
                  if (constants.includes(i)) continue
                  const values = actual?.dataSync() ?? new Float32Array(expected[i]!.data.length)
                  expect(values).toBeAllClose(expected[i]!.data, FLOAT32)
                }
              })
            }),
            { numRuns: 25 },
          )
        })
      }
    })

    /** The gradient of the sum of f(x) by x. */
    const slopes = (f: (x: Tensor) => Tensor, x: number[]) =>
      tf.tidy(() => [
        ...tf
          .grad((value) => tf.sum(f(value)))(tf.tensor1d(x))
          .dataSync(),
      ])

    test('by hand: no gradient flows through detach, isAbove or what lies at the floor of atLeast', () => {
      const ops = tfjsOps(tf)
      expect(slopes((x) => ops.multiply(x, ops.detach(x)), [3, -2])).toEqual([3, -2])
      expect(slopes((x) => ops.multiply(x, ops.isAbove(x, 1)), [0, 1, 2])).toEqual([0, 0, 1])
      expect(slopes((x) => ops.atLeast(x, 1), [0, 1, 2])).toEqual([0, 0, 1])
    })

    test('NaN stays NaN, so that a run can notice it', () => {
      const ops = tfjsOps(tf)
      tf.tidy(() => {
        const x = tf.tensor1d([Number.NaN, 1])
        for (const y of [ops.atLeast(x, 0), ops.detach(x), ops.exp(ops.log(x))]) {
          expect([...y.dataSync()]).toEqual([Number.NaN, 1])
        }
        expect([...ops.isAbove(x, 0).dataSync()]).toEqual([0, 1])
      })
    })

    test('erf is within the 1e-6 that the algebra promises, from tail to tail', () => {
      const x = Float64Array.from({ length: 2001 }, (_, i) => Math.fround(-5 + i / 200))
      const expected = referenceOps().erf({ shape: [x.length], data: x })
      const actual = tf.tidy(() =>
        tfjsOps(tf)
          .erf(tf.tensor1d(Float32Array.from(x)))
          .dataSync(),
      )
      expect(actual).toBeAllClose(expected.data, { absolute: 1e-6 })
    })
  })
}
