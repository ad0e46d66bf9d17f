import { normalCdf, normalPdf } from '@deqa/soft-label'
import { expect, test } from 'vitest'
import '@deqa/vitest'
import { gradients, numberOps } from '../../test/number-ops.ts'
import { row } from '../../test/tensors.ts'
import { logNormalCdfValue } from '../plain/log-normal-cdf-value.ts'
import { logNormalCdf } from './log-normal-cdf.ts'

const points = Array.from({ length: 2401 }, (_, i) => (i - 1200) / 40) // -30 to 30, the switch at -1.5 among them

test('is ln Φ where Φ has not underflown', () => {
  const ops = numberOps()
  const exact = points.map((z) => (z > 0 ? Math.log1p(-normalCdf(-z)) : Math.log(normalCdf(z))))
  // 5e-9 is the stated accuracy.
  expect(logNormalCdf(ops, row(ops, points)).data).toBeAllClose(exact, { absolute: 5e-9 })
  points.forEach((z, i) => {
    expect(Math.abs(logNormalCdfValue(z) - exact[i]!)).toBeLessThanOrEqual(1e-13 * Math.abs(exact[i]!)) // as stated
  })
})

test('its gradient is φ / Φ, without a step or a gap at the switch', () => {
  const ops = numberOps()
  const z = row(ops, points)
  const [gradient] = gradients(ops.sum(logNormalCdf(ops, z), [0]), [z])
  points.forEach((x, i) => {
    const exact = normalPdf(x) / normalCdf(x)
    expect(Math.abs(gradient![i]! - exact)).toBeLessThanOrEqual(1e-6 * exact) // the stated accuracy
  })
})

test('deep in the tail it is finite, with a finite gradient, in float32', () => {
  const ops = numberOps({ precision: 'float32' })
  const deep = [-40, -1e3, -1e6, 1e6]
  const z = row(ops, deep)
  const value = logNormalCdf(ops, z)
  const [gradient] = gradients(ops.sum(value, [0]), [z])
  deep.forEach((x, i) => {
    const expected = logNormalCdfValue(x)
    expect(Math.abs(value.data[i]! - expected)).toBeLessThanOrEqual(1e-6 * Math.abs(expected)) // float32
    const slope = x < 0 ? -x - 1 / x : 0 // |z| + 1/|z| + O(|z|^-3)
    expect(Math.abs(gradient![i]! - slope)).toBeLessThanOrEqual(1e-6 * slope + 1e-4)
  })
})
