import { expect, test } from 'vitest'
import { LOSS_DEFAULT_SOURCES, LOSS_DEFAULTS, RELEASED_LOSS_OPTIONS } from './loss-options.ts'
import { readUpstreamLossConfig, type UpstreamLossConfig } from './upstream-loss-config.ts'

test('the configuration of the released checkpoints is our released recipe', () => {
  const config = {
    softkl_loss: true,
    closeset_rating_loss: true,
    continuous_rating_loss: true,
    binary_rating_loss: 'fidelity',
    use_fix_std: true,
    detach_pred_std: true,
    weight_rank: 1,
    weight_next_token: 0.05,
    weight_softkl: 1,
    weight_in_level: null,
    weight_desp: 1,
  } as const
  expect(readUpstreamLossConfig(config)).toEqual(RELEASED_LOSS_OPTIONS)
})

test('every switch', () => {
  const read = readUpstreamLossConfig
  expect(read({ softkl_loss: false }).label).toBe('one-hot')
  expect(read({ closeset_rating_loss: false }).readOut).toBe('open-set')
  expect(read({ continuous_rating_loss: false }).rank).toBe('binary-fidelity')
  expect(read({ continuous_rating_loss: false, binary_rating_loss: 'bce' }).rank).toBe('binary-cross-entropy')
  expect(read({ continuous_rating_loss: true, binary_rating_loss: 'bce' }).rank).toBe('fidelity')
  expect(read({ use_fix_std: false }).deviation).toBe('predicted')
  expect(read({ use_fix_std: false, detach_pred_std: true }).deviation).toBe('detached')
  expect(
    read({ weight_rank: 0.7, weight_next_token: 0.3, weight_softkl: 2.5, weight_in_level: 0.1 }),
  ).toEqual({
    ...LOSS_DEFAULTS,
    weightRank: 0.7,
    weightNextToken: 0.3,
    weightSoftLabel: 2.5,
    weightInLevel: 0.1,
  })
})

test('what it does not know is an error, not the other choice', () => {
  const read = (config: object) => readUpstreamLossConfig(config as UpstreamLossConfig)
  expect(() => read({ binary_rating_loss: 'hinge' })).toThrow(
    "readUpstreamLossConfig: expected binary_rating_loss 'fidelity' or 'bce', got 'hinge'",
  )
  expect(() => read({ weight_rank: '1' })).toThrow(
    "readUpstreamLossConfig: expected a finite weight_rank of at least 0, got '1'",
  )
  expect(() => read({ weight_in_level: -1 })).toThrow(
    'expected a finite weight_in_level of at least 0, got -1',
  )
  expect(() => read({ softkl_loss: 'False' })).toThrow(
    'readUpstreamLossConfig: expected softkl_loss true or false, got "False"',
  )
})

test('None of Python is off for a switch, and no weight', () => {
  const config: object = { use_fix_std: null, softkl_loss: null, weight_rank: null, binary_rating_loss: null }
  expect(readUpstreamLossConfig(config as UpstreamLossConfig)).toEqual({ ...LOSS_DEFAULTS, label: 'one-hot' })
})

test('what is absent keeps our default, and every default has its source', () => {
  expect(readUpstreamLossConfig({})).toEqual(LOSS_DEFAULTS)
  expect(Object.keys(LOSS_DEFAULT_SOURCES).sort()).toEqual(Object.keys(LOSS_DEFAULTS).sort())
})
