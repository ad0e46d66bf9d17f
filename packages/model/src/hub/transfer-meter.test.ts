import { expect, test } from 'vitest'
import { type PullProgress, TransferMeter } from './transfer-meter.ts'

/** A meter of two files of 1000 bytes, 400 of them here, with a clock that the test moves. */
function twoFiles() {
  const clock = { ms: 0 }
  const reports: PullProgress[] = []
  const meter = new TransferMeter(
    [600, 400],
    [0, 400],
    (progress) => reports.push(progress),
    () => clock.ms,
  )
  return { clock, reports, meter }
}

test('speed counts what comes, not what was here', () => {
  const { clock, meter } = twoFiles()
  expect(meter.progress()).toMatchObject({
    bytesDone: 400,
    bytesTotal: 1000,
    bytesPerSecond: 0,
    secondsLeft: undefined,
  })
  clock.ms = 2000
  meter.moveTo(0, 200)
  // 200 bytes in 2 s; 400 are left.
  expect(meter.progress()).toMatchObject({ bytesDone: 600, bytesPerSecond: 100, secondsLeft: 4 })
})

test('speed forgets what is longer ago than ten seconds', () => {
  const { clock, meter } = twoFiles()
  for (let second = 1; second <= 30; second++) {
    clock.ms = second * 1000
    meter.moveTo(0, second <= 10 ? second * 10 : 100)
  }
  expect(meter.progress()).toMatchObject({ bytesDone: 500, bytesPerSecond: 0, secondsLeft: undefined })
})

test('a file that begins again takes its bytes back, and speed is never negative', () => {
  const { clock, meter } = twoFiles()
  clock.ms = 1000
  meter.moveTo(1, 0)
  expect(meter.progress()).toMatchObject({ bytesDone: 0, bytesPerSecond: 0 })
})

test('reports come at most every tenth of a second, the end at once', () => {
  const { clock, reports, meter } = twoFiles()
  for (clock.ms = 0; clock.ms < 1000; clock.ms += 10) meter.moveTo(0, clock.ms / 2)
  expect(reports).toHaveLength(10)
  meter.wait(1)
  expect(reports.at(-1)).toMatchObject({ filesDone: 0, filesWaiting: 1 })
  meter.finish(0)
  meter.finish(1)
  expect(reports.at(-1)).toMatchObject({
    bytesDone: 1000,
    filesDone: 2,
    filesTotal: 2,
    filesWaiting: 0,
    secondsLeft: 0,
  })
})
