import { expect, test } from 'vitest'
import { GradientSum } from './gradient-sum.ts'
import { names } from './training-graphs.ts'
import type { TrainingProgram } from './training-program.ts'

const program: Pick<TrainingProgram, 'parameters'> = {
  parameters: [{ name: 'w', shape: [2], trainable: true }],
}
const outputs = (...values: number[]) => ({ [names.gradient('w')]: { data: Float32Array.from(values) } })

test('adds in the order of the batches, whatever the order in which they come', () => {
  // In float32, 2²⁴ + 1 is 2²⁴ again: 1 + 1 + 2²⁴ and 2²⁴ + 1 + 1 differ.
  const large = 2 ** 24
  const orders = [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
  ]
  const batches = [outputs(1, large), outputs(1, 1), outputs(large, 1)]
  for (const order of orders) {
    const sum = new GradientSum(program as TrainingProgram)
    for (const batch of order) sum.add(batch, batches[batch]!)
    expect(sum.gradients[names.gradient('w')]!.data).toEqual(Float32Array.of(large + 2, large))
  }
})
