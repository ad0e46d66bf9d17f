import type { Moments } from './moments-of.ts'

/** A number as tables show it: four decimals, two digits where that would leave fewer, `–` for none. */
export function figure(value: number | null): string {
  if (value === null) return '–'
  if (value === 0) return '0'
  return Math.abs(value) < 0.001 ? value.toPrecision(2) : value.toFixed(4)
}

/** `1.0348 ± 0.0394`. */
export function momentsText(moments: Moments | undefined): string | undefined {
  return moments && `${moments.mean.toFixed(4)} ± ${moments.std.toFixed(4)}`
}

/** `17.88 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}

/** An end of a scale, without needless zeros: `4.31`. */
export function scaleEnd(value: number): string {
  return String(Number(value.toFixed(4)))
}
