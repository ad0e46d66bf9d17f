import '@deqa/vitest'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Operation, operationCases, seededTensor, seeds } from '../../../test/operation-cases.ts'
import { weightedSum } from '../../../test/weighted-sum.ts'
import { type ReferenceTensor, referenceOps } from '../reference/reference-ops.ts'
import { differentiableOps } from './differentiable-ops.ts'
import { Tape } from './tape.ts'

const ops = referenceOps()

function lossOf(operation: Operation, inputs: readonly ReferenceTensor[]): number {
  const result = operation(ops, ...inputs)
  return weightedSum(ops, result, result.shape).data[0]!
}

function gradientsOf(operation: Operation, inputs: readonly ReferenceTensor[]): ReferenceTensor[] {
  const tape = new Tape(ops)
  const parameters = inputs.map((input) => tape.parameter(input, input.shape))
  const algebra = differentiableOps(ops, tape)
  const result = operation(algebra, ...parameters)
  expect(result.value.shape, 'the tracked shape').toEqual(result.shape)
  return tape.gradients(weightedSum(algebra, result, result.shape), parameters)
}

/** The gradient by central differences of order four. */
function numericGradient(
  operation: Operation,
  inputs: readonly ReferenceTensor[],
  which: number,
): Float64Array {
  const step = 2e-4
  const at = (element: number, shift: number) => {
    const data = inputs[which]!.data.slice()
    data[element]! += shift
    return lossOf(operation, inputs.with(which, { shape: inputs[which]!.shape, data }))
  }
  return inputs[which]!.data.map((_, element) => {
    const near = at(element, step) - at(element, -step)
    const far = at(element, 2 * step) - at(element, -2 * step)
    return (8 * near - far) / (12 * step)
  })
}

describe('every gradient rule against finite differences in float64', () => {
  for (const [name, arbitrary] of Object.entries(operationCases)) {
    test(name, () => {
      fc.assert(
        fc.property(arbitrary, seeds, ({ shapes, operation, constants = [] }, seed) => {
          const inputs = shapes.map((shape, i) => seededTensor(shape, seed + i))
          // A kink nearer than the step has no derivative to compare with.
          fc.pre(!name.includes('atLeast') || inputs[0]!.data.every((x) => Math.abs(x - 0.25) > 0.01))
          fc.pre(!name.includes('isAbove') || inputs[0]!.data.every((x) => Math.abs(x + 0.5) > 0.01))
          const gradients = gradientsOf(operation, inputs)
          for (const [i, gradient] of gradients.entries()) {
            if (constants.includes(i)) continue
            expect(gradient.shape).toEqual(shapes[i])
            // Order four with h = 2e-4. The sharpest bends are those of a norm over nearly equal values, about
            // √ε = 0.03 wide: (h / 0.03)⁴ / 30 is below 1e-9 there, and rounding over h is below 1e-10.
            expect(gradient.data).toBeAllClose(numericGradient(operation, inputs, i), {
              absolute: 2e-8,
              relativeToMax: 2e-8,
            })
          }
        }),
        { numRuns: 25 },
      )
    })
  }
})

describe('the tape', () => {
  const of = (data: number[], ...shape: number[]): ReferenceTensor => ({
    shape,
    data: Float64Array.from(data),
  })

  test('hand-worked: d/dx of x² y + x at (3, 4) is 2xy + 1 and x²', () => {
    const tape = new Tape(ops)
    const d = differentiableOps(ops, tape)
    const [x, y] = [tape.parameter(of([3], 1), [1]), tape.parameter(of([4], 1), [1])]
    const loss = d.add(d.multiply(d.multiply(x, x), y), x)
    expect(tape.gradients(loss, [x, y]).map(({ data }) => data[0])).toEqual([25, 9])
  })

  test('what no parameter lies behind is not recorded, and an unused parameter gets zeros', () => {
    const tape = new Tape(ops)
    const d = differentiableOps(ops, tape)
    const frozen = { value: of([2, 3], 2), shape: [2] }
    const unused = tape.parameter(of([1, 1], 2), [2])
    expect(d.multiply(frozen, frozen).node).toBeUndefined()
    const used = tape.parameter(of([1, 1], 2), [2])
    const loss = d.sum(d.multiply(frozen, used), [0])
    expect(tape.gradients(loss, [unused, used]).map(({ data }) => [...data])).toEqual([
      [0, 0],
      [2, 3],
    ])
  })

  test('detach stops the gradient', () => {
    const tape = new Tape(ops)
    const d = differentiableOps(ops, tape)
    const x = tape.parameter(of([3], 1), [1])
    expect(tape.gradients(d.multiply(x, d.detach(x)), [x])[0]!.data[0]).toBe(3)
  })

  test('slices that touch, overlap, leave gaps or repeat give the sum of their gradients', () => {
    const ranges = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 3 })), {
      minLength: 1,
      maxLength: 6,
    })
    fc.assert(
      fc.property(ranges, (pairs) => {
        const tape = new Tape(ops)
        const d = differentiableOps(ops, tape)
        const x = tape.parameter(seededTensor([2, 8], 1), [2, 8])
        const expected = new Float64Array(16)
        const sums = pairs.map(([start, length], i) => {
          for (let row = 0; row < 2; row++) {
            for (let j = start; j < start + length; j++) expected[8 * row + j]! += i + 1
          }
          const part = d.slice(x, 1, start, start + length)
          return d.multiply(d.sum(part, [0, 1]), d.constant([i + 1], [1]))
        })
        const loss = sums.reduce((a, b) => d.add(a, b))
        expect(tape.gradients(loss, [x])[0]!.data).toEqual(expected)
      }),
    )
  })

  test('a loss of more than one number is refused', () => {
    const tape = new Tape(ops)
    const x = tape.parameter(of([1, 2], 2), [2])
    expect(() => tape.gradients(x, [x])).toThrow('expected a loss of one number')
  })
})
