import { threeDigits } from './three-digits.ts'

export interface Progress {
  readonly done: number
  readonly total: number
  readonly failed: number
  /** Since the first image was begun. */
  readonly elapsedMs: number
}

/** `12/40 images  8.30 images/s  ETA 0:04  1 failed`; no ETA when all is done. */
export function progressText({ done, total, failed, elapsedMs }: Progress): string {
  const parts = [`${done}/${total} images`]
  if (done > 0 && elapsedMs > 0) {
    const perSecond = done / (elapsedMs / 1000)
    parts.push(`${threeDigits(perSecond)} images/s`)
    if (done < total) parts.push(`ETA ${formatSeconds((total - done) / perSecond)}`)
  }
  if (failed > 0) parts.push(`${failed} failed`)
  return parts.join('  ')
}

/** `0:07`, `12:30` or `3:05:00`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.ceil(seconds)
  const two = (value: number): string => String(value).padStart(2, '0')
  const minutes = Math.floor(whole / 60)
  return minutes < 60
    ? `${minutes}:${two(whole % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`
}
