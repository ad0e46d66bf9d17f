import type { PendingModel, PullPlan } from '@deqa/model'
import { expect, test } from 'vitest'
import { modelPlanText } from './model-plan-text.ts'

const commit = '246e219b7e3b57ab2a9eb0e7eb0f1d5c6a0d4ff1'
const pull: PullPlan = {
  ...{ id: 'zhiyuanyou/DeQA-Score-Mix3', revision: 'main', commit, kind: 'checkpoint' },
  ...{ endpoint: 'https://huggingface.co', cacheDir: '/hub', folder: '/hub/x', files: [] },
  ...{ bytes: 16.4e9, bytesToFetch: 16.4e9, freeBytes: 74.6e9 },
}
const plan: PendingModel = {
  ...{ isReady: false, id: pull.id, revision: 'main', commit, folder: '/deqa/x', pulls: [pull] },
  bytesToFetch: 16.4e9,
  modelCacheDir: '/deqa',
  conversion: { dtype: 'q4', isAuto: true, fp32Bytes: 32.9e9 },
  memoryBytes: 5.5e9,
  disk: [{ folder: '/hub', bytes: 22.4e9, freeBytes: 74.6e9 }],
}

test('the released model on a laptop', () => {
  expect(modelPlanText(plan, 16e9)).toBe(
    `zhiyuanyou/DeQA-Score-Mix3, main 246e219b7e3b: a checkpoint, not used here before
to fetch: 16.4 GB from https://huggingface.co
to convert: as q4; fp32 would take 32.9 GB, more than half of the memory here
disk: 22.4 GB below /hub, 74.6 GB are free
memory: 5.5 GB while it scores, of 16.0 GB here`,
  )
})

test('a LoRA release, two disks of which one is too small, a dtype that was asked for, and too little memory', () => {
  const release = { ...pull, kind: 'lora', bytes: 1e9, bytesToFetch: 0 } as const
  const text = modelPlanText(
    {
      ...{ ...plan, revision: commit, pulls: [release, { ...pull, id: 'MAGAer13/mplug-owl2-llama2-7b' }] },
      conversion: { dtype: 'fp32', isAuto: false, fp32Bytes: 32.9e9, base: '/base' },
      memoryBytes: 32.9e9,
      disk: [
        { folder: '/hub', bytes: 16.4e9, freeBytes: undefined },
        { folder: '/deqa', bytes: 34e9, freeBytes: 20e9 },
      ],
    },
    16e9,
  )
  expect(text.split('\n')).toEqual([
    'zhiyuanyou/DeQA-Score-Mix3, commit 246e219b7e3b: a LoRA release over MAGAer13/mplug-owl2-llama2-7b, not used here before',
    'to fetch: 16.4 GB from https://huggingface.co, 1.0 GB are here',
    'to convert: as fp32',
    'disk: 16.4 GB below /hub',
    'disk: 34.0 GB below /deqa, 20.0 GB are free: there is no room for it',
    'memory: 32.9 GB while it scores, of 16.0 GB here: too little for it, it would be slow or fail',
  ])
})

test('a model that needs no conversion', () => {
  const { conversion: _, ...fetched } = plan
  const model = { ...pull, kind: 'model' } as const
  expect(modelPlanText({ ...fetched, pulls: [model] }, 16e9)).not.toContain('convert')
})
