import { readFileSync } from 'node:fs'

/** A committed recording of this package, by its path below `fixtures/`. */
export function readFixture<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(`../fixtures/${path}`, import.meta.url), 'utf8')) as T
}

/** A row of `fixtures/high-precision`: decimals of 25 digits, which `Number` rounds correctly. */
export interface NormalValues {
  readonly x: number
  readonly erf: string
  readonly erfc: string
  readonly pdf: string
  readonly cdf: string
}

export type Regime = 'tiny' | 'moderate' | 'upper-tail' | 'lower-tail'

export function readNormalValues(regime: Regime): NormalValues[] {
  return readFixture(`high-precision/${regime}.json`)
}
