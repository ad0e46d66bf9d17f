// A program of somebody who has installed two of our packages; it runs in Node and in a browser.
import { plcc } from '@deqa/metrics'
import { softLabel } from '@deqa/soft-label'

/** A label and a correlation, as text. */
export function figures() {
  const digits = (/** @type {number} */ value) => value.toFixed(6)
  // The levels 1 to 5 with equal weights have mean 3 and variance 2; no other label of these has more entropy.
  const even = softLabel({ score: 3, std: Math.SQRT2 }, { method: 'moment-matched' })
  const usual = softLabel({ score: 3.6, std: 0.75 })
  return [even, usual]
    .map(({ probabilities }) => probabilities.map(digits).join(' '))
    .concat(`plcc ${digits(plcc([1, 2, 3, 4], [10, 30, 20, 40]))}`)
    .join('\n')
}
