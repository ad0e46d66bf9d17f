import type { ModelInfo } from '@deqa/model'
import type { Provenance } from '../src/output/ndjson-format.ts'
import type { FailedRow, ScoredRow } from '../src/output/row.ts'

/** Hand-made rows and names for tests of the output formats. */
export const scored: ScoredRow = {
  file: 'photos/a.jpg',
  score: 3.625,
  std: 0.5,
  level: 'good',
  levels: { bad: 0, poor: 0.0625, fair: 0.25, good: 0.6875, excellent: 0 },
  width: 640,
  height: 480,
}

export const failed: FailedRow = {
  file: 'photos/b "2", c.jpg',
  error: { code: 'IMAGE_UNREADABLE', message: 'cannot decode it\nSave it again.' },
}

export const stamp = { size: 1234, mtimeMs: 1_700_000_000_000.5 }

export const provenance: Provenance = {
  model: 'example',
  revision: '0123456789ab',
  prompt: 'scorer',
  autoOrient: false,
}

export const model: ModelInfo = {
  name: 'example',
  revision: '0123456789ab',
  folder: '/models/example',
  trained: true,
  parameters: 1000,
  imageSize: 448,
  dtype: 'fp32',
  device: 'cpu',
  prompt: 'scorer',
  prompts: ['scorer', 'eval'],
}
