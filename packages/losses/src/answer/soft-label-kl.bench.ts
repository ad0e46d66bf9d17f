import { bench, describe } from 'vitest'
import { literalKl } from '../../test/literal-formulas.ts'
import { softLabelKlValue } from '../plain/soft-label-kl-value.ts'

const VOCABULARY = 32_000
const logits = Array.from({ length: VOCABULARY }, (_, i) => 8 * Math.sin(i * i))
const levelIds = [4319, 6460, 6534, 1781, 15129]
const label = [0, 0.1, 0.6, 0.3, 0]

const ours = softLabelKlValue(logits, levelIds, label)
const rival = literalKl(logits, levelIds, label)
// Two sums of 32,000 exponentials in different order of operations.
if (!(Math.abs(ours - rival) < 1e-11)) throw new Error(`different values: ${ours} and ${rival}`)

describe('KL to a soft label over 32,000 tokens', () => {
  bench('softLabelKlValue', () => {
    softLabelKlValue(logits, levelIds, label)
  })

  bench('the original’s formula, log of a softmax, in the same language', () => {
    literalKl(logits, levelIds, label)
  })
})
