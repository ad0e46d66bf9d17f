import { DatasetFileMissing, DatasetRowInvalid } from '@deqa/datasets'
import { DeqaError } from '@deqa/model'
import { CommanderError } from 'commander'
import { expect, test } from 'vitest'
import { Interrupted, OutputClosed, OutputFailed, UsageError } from './errors.ts'
import { exitCodeOf } from './exit-codes.ts'

test.each([
  [new UsageError('wrong'), 2],
  [new CommanderError(1, 'commander.unknownOption', 'wrong'), 2],
  [new CommanderError(0, 'commander.helpDisplayed', ''), 0],
  [new Interrupted(), 130],
  [new OutputClosed(), 0],
  [new OutputFailed(new Error('disk full')), 1],
  [new DeqaError('MODEL_NOT_FOUND', 'gone'), 4],
  [new DeqaError('CHECKPOINT_CORRUPT', 'broken'), 4],
  [new DeqaError('HUB_ID_INVALID', 'no such name'), 2],
  [new DeqaError('HUB_NETWORK', 'lost'), 4],
  [new DeqaError('DEVICE_UNAVAILABLE', 'no such device'), 2],
  [new DeqaError('IMAGE_UNREADABLE', 'broken'), 3],
  [new DatasetFileMissing('KonIQ-10k', [['ratings.csv']], 'Get it.'), 2],
  [new DatasetRowInvalid('ratings.csv', 2, 'broken'), 3],
  [Object.assign(new Error('disk full'), { code: 'ENOSPC' }), 1],
  [new Error('unforeseen'), 1],
  ['a thrown string', 1],
])('%s', (error, code) => {
  expect(exitCodeOf(error)).toBe(code)
})
