import { readFileSync } from 'node:fs'
import { describeWithShared, sharedPath } from '@deqa/vitest'
import { expect, test } from 'vitest'
import {
  averagedGaussianJs,
  distributionAgreement,
  fitLogistic,
  gaussianKl,
  gaussianW2,
  plcc,
  srcc,
} from './index.ts'

interface Recording {
  readonly gaussian: {
    readonly pairs: readonly {
      readonly mu_gt: number
      readonly mu_pred: number
      readonly sigma_gt: number
      readonly sigma_pred: number
      readonly kl: number
      readonly js: number
      readonly wd: number
    }[]
    readonly mean: { readonly kl: number; readonly js: number; readonly wd: number }
  }
  readonly correlation: readonly {
    readonly pred: readonly number[]
    readonly gt: readonly number[]
    readonly plcc: number
    readonly srcc: number
    readonly fit_logistic4: {
      readonly plcc: number
      readonly srcc: number
      readonly fitted: readonly number[]
    }
  }[]
}

describeWithShared('recorded evaluation of the original', () => {
  const recording = JSON.parse(readFileSync(sharedPath('golden/vectors/metrics.json'), 'utf8')) as Recording

  test.each(recording.correlation.map((entry, index) => ({ index, ...entry })))(
    'correlations of set $index, raw and after the logistic',
    ({ pred, gt, ...expected }) => {
      // Raw: double precision on both sides; 1e-9 is the stated tolerance.
      expect(Math.abs(plcc(pred, gt) - expected.plcc)).toBeLessThan(1e-9)
      expect(Math.abs(srcc(pred, gt) - expected.srcc)).toBeLessThan(1e-9)
      const fit = fitLogistic(pred, gt, { variant: 'upstream' })
      // Stated: 1e-3, because optimisers stop at slightly different points. Ours takes SciPy's path.
      expect(Math.abs(fit.plcc - expected.fit_logistic4.plcc)).toBeLessThan(1e-5)
      // Where the curve ends as a step, which of the saturated values are equal to the last bit depends on where the
      // optimiser stopped, and those ties move the SRCC.
      const step = Math.abs(fit.parameters[3]!) < 0.01
      expect(Math.abs(fit.srcc - expected.fit_logistic4.srcc)).toBeLessThan(step ? 0.03 : 1e-9)
    },
  )

  const { pairs, mean } = recording.gaussian
  // 1e-9, relative where the value is large: σ_pred = 0.001 makes a KL of 5.5 million.
  const near = (actual: number, expected: number) =>
    expect(Math.abs(actual - expected)).toBeLessThan(1e-9 * Math.max(1, Math.abs(expected)))

  test.each(pairs.map((pair, index) => ({ index, ...pair })))('distances of pair $index', (pair) => {
    const p = { mean: pair.mu_gt, std: pair.sigma_gt }
    const q = { mean: pair.mu_pred, std: pair.sigma_pred }
    near(gaussianKl(p, q, { variant: 'upstream' }), pair.kl)
    near(averagedGaussianJs(p, q, { variant: 'upstream' }), pair.js)
    near(gaussianW2(p, q), pair.wd)
  })

  test('means of the distances', () => {
    const result = distributionAgreement(
      { means: pairs.map((pair) => pair.mu_gt), stds: pairs.map((pair) => pair.sigma_gt) },
      { means: pairs.map((pair) => pair.mu_pred), stds: pairs.map((pair) => pair.sigma_pred) },
      { variant: 'upstream' },
    )
    near(result.kl, mean.kl)
    near(result.averagedJs, mean.js)
    near(result.w2, mean.wd)
  })
})
