import { readFileSync } from 'node:fs'
import { describeWithShared, sharedPath } from '@deqa/vitest'
import { describe, expect, test } from 'vitest'
import { parseCheckpointConfig } from './config.ts'
import { listParameters } from './parameters.ts'

describe('the released size', () => {
  const parameters = listParameters(parseCheckpointConfig({}, 'config.json').network)
  const elements = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1)

  test('has the 862 tensors and 8,197,859,328 parameters that the original counts', () => {
    expect(parameters).toHaveLength(862)
    expect(new Set(parameters.map(({ name }) => name)).size).toBe(862)
    const counted = parameters.filter(({ computable }) => !computable)
    expect(counted).toHaveLength(850)
    expect(counted.reduce((sum, { shape }) => sum + elements(shape), 0)).toBe(8_197_859_328)
  })

  test('stores every tensor with as many elements as it uses', () => {
    for (const { shape, stored } of parameters) expect(elements(stored)).toBe(elements(shape))
  })
})

describeWithShared('the recorded state dict', () => {
  test('has the same names and shapes', () => {
    const names = JSON.parse(
      readFileSync(sharedPath('golden/vectors/state_dict_names.json'), 'utf8'),
    ) as Record<string, [dtype: string, shape: number[]]>
    const recorded = Object.fromEntries(Object.entries(names).map(([name, [, shape]]) => [name, shape]))
    const file = sharedPath('golden/checkpoint-tiny/config.json')
    const { network } = parseCheckpointConfig(JSON.parse(readFileSync(file, 'utf8')), file)
    const expected = Object.fromEntries(listParameters(network).map(({ name, stored }) => [name, stored]))
    expect(recorded).toEqual(expected)
  })
})
