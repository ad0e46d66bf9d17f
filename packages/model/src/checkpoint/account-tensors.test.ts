import { describe, expect, test } from 'vitest'
import { tinyConfig } from '../../test/checkpoint/tiny-checkpoint.ts'
import { parseCheckpointConfig } from '../network/config.ts'
import { listParameters } from '../network/parameters.ts'
import { accountTensors } from './account-tensors.ts'
import { CheckpointMismatchError } from './checkpoint-errors.ts'
import type { StoredTensor } from './types.ts'

const expected = listParameters(parseCheckpointConfig(tinyConfig, 'config.json').network)

function sourceOf(change: (tensors: Map<string, StoredTensor>) => void = () => {}) {
  const tensors = new Map<string, StoredTensor>()
  for (const { name, stored } of expected)
    tensors.set(name, { name, shape: stored, dtype: 'BF16', file: 'f' })
  change(tensors)
  return { folder: '/models/x', tensors }
}

const add =
  (name: string, shape: number[] = [4]) =>
  (tensors: Map<string, StoredTensor>) =>
    tensors.set(name, { name, shape, dtype: 'F32', file: 'f' })

describe('accepts', () => {
  test('exactly the tensors of the network', () => {
    expect(accountTensors(sourceOf(), expected)).toEqual({ absentTables: [] })
  })

  test('absent position tables, and says which', () => {
    const absent = 'model.visual_abstractor.encoder.layers.0.crossattention.attention.q_pos_embed'
    const source = sourceOf((tensors) => tensors.delete(absent))
    expect(accountTensors(source, expected)).toEqual({ absentTables: [absent] })
  })

  test('rotary frequencies', () => {
    const source = sourceOf(add('model.layers.31.self_attn.rotary_emb.inv_freq'))
    expect(accountTensors(source, expected)).toEqual({ absentTables: [] })
  })
})

describe('refuses', () => {
  const problemsOf = (change: (tensors: Map<string, StoredTensor>) => void) => {
    try {
      accountTensors(sourceOf(change), expected)
    } catch (error) {
      expect(error).toBeInstanceOf(CheckpointMismatchError)
      return error as CheckpointMismatchError
    }
    throw new Error('expected a mismatch')
  }

  test('a missing and an unexpected tensor, listed on their sides', () => {
    const error = problemsOf((tensors) => {
      tensors.delete('lm_head.weight')
      add('lm_head.bias', [9])(tensors)
    })
    expect(error.message).toContain('/models/x: 1 missing (-) and 1 unexpected (+) tensors')
    expect(error.message).toContain('\n  - lm_head.weight [16, 8]')
    expect(error.message).toContain('\n  + lm_head.bias [9]')
    expect(error.missing.map(({ name }) => name)).toEqual(['lm_head.weight'])
    expect(error.unexpected.map(({ name }) => name)).toEqual(['lm_head.bias'])
  })

  test('another shape, on both sides', () => {
    const error = problemsOf(add('model.norm.weight', [1, 8]))
    expect(error.message).toContain('- model.norm.weight [8] (expected this shape)')
    expect(error.message).toContain('+ model.norm.weight [1, 8] (found this shape)')
  })

  test('a position table of another shape', () => {
    const name = 'model.visual_abstractor.encoder.layers.0.crossattention.attention.k_pos_embed'
    expect(problemsOf(add(name, [3, 8])).unexpected).toHaveLength(1)
  })

  test('a weight of integers, before anything is read', () => {
    const error = problemsOf((tensors) =>
      tensors.set('model.norm.weight', { name: 'model.norm.weight', shape: [8], dtype: 'I8', file: 'f' }),
    )
    expect(error.message).toContain('+ model.norm.weight [8] (found I8)')
  })

  test.each([
    'model.layers.0.self_attn.rotary_emb.inv_freq.x',
    'x.model.layers.0.self_attn.rotary_emb.inv_freq',
    'inv_freq',
  ])('the name %s, which is only like an allowed one', (name) =>
    expect(problemsOf(add(name)).unexpected[0]!.name).toBe(name),
  )

  test('hundreds of tensors, of which the message shows the first twenty', () => {
    const error = problemsOf((tensors) => {
      for (let i = 0; i < 300; i++) add(`extra.${i}`)(tensors)
    })
    expect(error.unexpected).toHaveLength(300)
    expect(error.message).toContain('+ extra.19 [4]')
    expect(error.message).not.toContain('extra.20 ')
    expect(error.message).toContain('+ … and 280 more')
  })
})
