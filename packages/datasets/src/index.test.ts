import { expect, it } from 'vitest'
import * as face from './index.ts'

it('exports these names and no others', () => {
  expect(Object.keys(face).sort()).toEqual([
    'DATASET_NAMES',
    'DatasetError',
    'DatasetFileMalformed',
    'DatasetFileMissing',
    'DatasetFileUnreadable',
    'DatasetFileUnwritable',
    'DatasetRowInvalid',
    'DatasetSplitInvalid',
    'checkDataset',
    'describeDataset',
    'findLeaks',
    'formatDeqaMetaItem',
    'isDelimiter',
    'openDataset',
    'openDeqaMeta',
    'openTable',
    'readDeqaMeta',
    'readSplitFile',
    'splitByReference',
    'summarizeDataset',
    'tableFormat',
    'withSplit',
    'writeDeqaMeta',
    'writeTable',
  ])
})
