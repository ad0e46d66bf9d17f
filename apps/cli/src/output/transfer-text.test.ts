import { expect, test } from 'vitest'
import { transferText } from './transfer-text.ts'

const half = {
  bytesDone: 3_200_000_000,
  bytesTotal: 16_400_000_000,
  filesDone: 2,
  filesTotal: 6,
  bytesPerSecond: 45_100_000,
  secondsLeft: 292,
  filesWaiting: 0,
}

test.each([
  ['while it runs', {}, '3.2 GB of 16.4 GB  45.1 MB/s  ETA 4:52  2/6 files'],
  ['while nothing comes', { bytesPerSecond: 0, secondsLeft: undefined }, '3.2 GB of 16.4 GB  2/6 files'],
  [
    'while another fetches',
    { bytesPerSecond: 0, secondsLeft: undefined, filesWaiting: 1 },
    '3.2 GB of 16.4 GB  2/6 files  waiting for another process',
  ],
  [
    'at the end',
    { bytesDone: 16_400_000_000, filesDone: 6, secondsLeft: 0 },
    '16.4 GB of 16.4 GB  6/6 files',
  ],
])('%s', (_, change, text) => {
  expect(transferText({ ...half, ...change })).toBe(text)
})
