import { describe, expect, test } from 'vitest'
import { parseCheckpointConfig, visionTokens } from './config.ts'

test('an empty configuration is the released model', () => {
  const { network, levelIds } = parseCheckpointConfig({}, 'config.json')
  expect(network.vision).toEqual({
    width: 1024,
    layers: 24,
    heads: 16,
    mlpWidth: 4096,
    imageSize: 448,
    patchSize: 14,
    layerNormEps: 1e-6,
  })
  expect(network.abstractor).toMatchObject({ queries: 64, layers: 6, mlpWidth: 2816 })
  expect(network.decoder).toMatchObject({ width: 4096, layers: 32, vocabularySize: 32_000, rmsNormEps: 1e-6 })
  expect(visionTokens(network.vision)).toBe(1025)
  expect(levelIds).toBeUndefined()
})

test('keys that do not concern the network are ignored', () => {
  const config = { model_type: 'mplug_owl2', weight_rank: 1, visual_config: { visual_model: { top_p: 1 } } }
  expect(parseCheckpointConfig(config, 'config.json').network.decoder.width).toBe(4096)
})

describe('what is not this architecture is refused, with the file and the value', () => {
  const cases: [string, object, string][] = [
    ['grouped heads', { num_key_value_heads: 8 }, 'num_key_value_heads is 8, expected 32'],
    ['scaled rotary positions', { rope_scaling: { type: 'linear', factor: 2 } }, 'rope_scaling'],
    ['tied embeddings', { tie_word_embeddings: true }, 'tie_word_embeddings'],
    ['another activation', { hidden_act: 'gelu' }, 'hidden_act'],
    ['a width that its heads do not divide', { hidden_size: 100 }, 'not a multiple'],
    ['an odd head width', { hidden_size: 96, num_attention_heads: 32 }, 'even head width'],
    ['patches that do not fit', { visual_config: { visual_model: { patch_size: 15 } } }, 'patch_size 15'],
    ['another encoder width', { visual_config: { visual_abstractor: { encoder_hidden_size: 512 } } }, '512'],
    ['a word for a number', { hidden_size: 'wide' }, 'hidden_size'],
    ['a negative size', { num_hidden_layers: -1 }, 'num_hidden_layers'],
  ]
  for (const [what, config, message] of cases) {
    test(what, () => {
      expect(() => parseCheckpointConfig(config, 'folder/config.json')).toThrow(message)
      expect(() => parseCheckpointConfig(config, 'folder/config.json')).toThrow('folder/config.json')
    })
  }

  test('something that is not an object', () => {
    expect(() => parseCheckpointConfig(null, 'config.json')).toThrow('config.json')
    expect(() => parseCheckpointConfig([], 'config.json')).toThrow('config.json')
  })
})
