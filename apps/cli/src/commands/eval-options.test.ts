import { BASELINE_NAMES } from '@deqa/baselines'
import { expect, test } from 'vitest'
import { baselineChoices } from './eval-options.ts'

test('the choices are those of the package of baselines', () => {
  expect(baselineChoices).toEqual(BASELINE_NAMES)
})
