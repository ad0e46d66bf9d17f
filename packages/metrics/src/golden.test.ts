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

// The body of a skipped block is still run, so the file is read inside the tests.
const read = () => JSON.parse(readFileSync(sharedPath('golden/vectors/metrics.json'), 'utf8')) as Recording

/** 1e-9, relative where the value is large: a predicted σ of 0.001 makes a KL of 5.5 million. */
const near = (actual: number, expected: number, what: string) =>
  expect(Math.abs(actual - expected), what).toBeLessThan(1e-9 * Math.max(1, Math.abs(expected)))

describeWithShared('recorded evaluation of the original', () => {
  test('raw correlations of 20 sets', () => {
    const { correlation } = read()
    expect(correlation).toHaveLength(20)
    correlation.forEach(({ pred, gt, ...expected }, index) => {
      near(plcc(pred, gt), expected.plcc, `PLCC of set ${index}`)
      near(srcc(pred, gt), expected.srcc, `SRCC of set ${index}`)
    })
  })

  test('correlations of the same sets after its logistic fit', () => {
    read().correlation.forEach(({ pred, gt, fit_logistic4: expected }, index) => {
      const fit = fitLogistic(pred, gt, { variant: 'upstream' })
      // Stated: 1e-3, because optimisers stop at slightly different points. Ours takes SciPy's path.
      expect(Math.abs(fit.plcc - expected.plcc), `PLCC of set ${index}`).toBeLessThan(1e-5)
      // Where the curve ends as a step, which of the saturated values are equal to the last bit depends on where the
      // optimiser stopped, and those ties move the SRCC.
      const step = Math.abs(fit.parameters[3]!) < 0.01
      expect(Math.abs(fit.srcc - expected.srcc), `SRCC of set ${index}`).toBeLessThan(step ? 0.03 : 1e-9)
    })
  })

  test('the best curve never agrees less, and tells the inverted sets', () => {
    read().correlation.forEach(({ pred, gt, plcc: raw, fit_logistic4: expected }, index) => {
      const fit = fitLogistic(pred, gt)
      expect(fit.inverted, `set ${index}`).toBe(raw < 0)
      expect(Math.abs(fit.plcc), `set ${index}`).toBeGreaterThan(expected.plcc - 1e-4)
    })
  })

  test('distances of 50 pairs of Gaussians, and their means', () => {
    const { pairs, mean } = read().gaussian
    expect(pairs).toHaveLength(50)
    pairs.forEach((pair, index) => {
      const p = { mean: pair.mu_gt, std: pair.sigma_gt }
      const q = { mean: pair.mu_pred, std: pair.sigma_pred }
      near(gaussianKl(p, q, { variant: 'upstream' }), pair.kl, `KL of pair ${index}`)
      near(averagedGaussianJs(p, q, { variant: 'upstream' }), pair.js, `JS of pair ${index}`)
      near(gaussianW2(p, q), pair.wd, `W of pair ${index}`)
    })
    const result = distributionAgreement(
      { means: pairs.map((pair) => pair.mu_gt), stds: pairs.map((pair) => pair.sigma_gt) },
      { means: pairs.map((pair) => pair.mu_pred), stds: pairs.map((pair) => pair.sigma_pred) },
      { variant: 'upstream' },
    )
    near(result.kl, mean.kl, 'mean KL')
    near(result.averagedJs, mean.js, 'mean JS')
    near(result.w2, mean.wd, 'mean W')
  })
})
