import { expect, test } from 'vitest'
import { overrideConfig } from './override-config.ts'

const config = { seed: 1, datasets: [{ weight: 1 }, { weight: 2 }], schedule: { steps: 5 } }

test('replaces values at any depth, by YAML, and leaves the original alone', () => {
  const changed = overrideConfig(config, [
    'seed=7',
    'datasets[1].weight=3',
    'schedule.steps=null',
    'levels.words=[one, two]',
    'name=a=b',
  ])
  expect(changed).toEqual({
    seed: 7,
    name: 'a=b',
    datasets: [{ weight: 1 }, { weight: 3 }],
    schedule: { steps: null },
    levels: { words: ['one', 'two'] },
  })
  expect(config.seed).toBe(1)
})

test('mistakes', () => {
  expect(() => overrideConfig(config, ['seed'])).toThrow('override: expected path=value, got seed')
  expect(() => overrideConfig(config, ['seed.x=1'])).toThrow('override: seed.x: seed holds a single value')
})
