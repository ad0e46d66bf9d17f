import type { PullProgress } from '@deqa/model'
import { formatBytes } from './format-bytes.ts'
import { formatSeconds } from './progress-text.ts'

/** `3.2 GB of 16.4 GB  45.1 MB/s  ETA 4:52  2/6 files`; no ETA while nothing comes. */
export function transferText(progress: PullProgress): string {
  const { bytesDone, bytesTotal, filesDone, filesTotal, bytesPerSecond, secondsLeft, filesWaiting } = progress
  const parts = [`${formatBytes(bytesDone)} of ${formatBytes(bytesTotal)}`]
  if (secondsLeft !== undefined && bytesDone < bytesTotal)
    parts.push(`${formatBytes(bytesPerSecond)}/s`, `ETA ${formatSeconds(secondsLeft)}`)
  parts.push(`${filesDone}/${filesTotal} files`)
  if (filesWaiting > 0) parts.push(`waiting for another process`)
  return parts.join('  ')
}
