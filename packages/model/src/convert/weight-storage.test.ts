import { expect, test } from 'vitest'
import { floatPrecision, quantizedBits } from './weight-storage.ts'

const matrix = 'model.layers.0.self_attn.q_proj.weight'
const encoder = 'model.vision_model.encoder.layers.0.mlp.fc1.weight'

test('matrices of the decoder are quantised, and those of a large encoder, nothing else is', () => {
  expect(quantizedBits('q8', matrix, [4096, 4096])).toBe(8)
  expect(quantizedBits('q4', matrix, [4096, 4096])).toBe(4)
  expect(quantizedBits('q4', encoder, [4096, 1024])).toBe(8)
  for (const name of [matrix, encoder]) {
    expect(quantizedBits('fp32', name, [4096, 4096])).toBeUndefined()
    expect(quantizedBits('fp16', name, [4096, 4096])).toBeUndefined()
  }
  const abstractor = 'model.visual_abstractor.encoder.layers.0.crossattention.attention.key.weight'
  const patches = 'model.vision_model.embeddings.patch_embed.weight'
  for (const other of [abstractor, patches, 'lm_head.weight'])
    expect(quantizedBits('q4', other, [4096, 4096])).toBeUndefined()
})

test('small matrices are not: 8 KiB of the decoder, 1 MiB of the encoder', () => {
  expect(quantizedBits('q4', matrix, [32, 64])).toBe(4)
  expect(quantizedBits('q4', matrix, [31, 66])).toBeUndefined()
  expect(quantizedBits('q8', encoder, [512, 512])).toBe(8)
  expect(quantizedBits('q8', encoder, [512, 511])).toBeUndefined()
})

test('half precision is for what has more than one axis', () => {
  const request = { name: matrix, computable: false } as const
  expect(floatPrecision('fp16', { ...request, shape: [4, 4], stored: [4, 4] })).toBe('float16')
  expect(floatPrecision('fp16', { ...request, shape: [4], stored: [4] })).toBe('float32')
  expect(floatPrecision('q4', { ...request, shape: [4, 4], stored: [4, 4] })).toBe('float32')
})
