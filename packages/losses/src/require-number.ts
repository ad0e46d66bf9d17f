/** Mistakes in a call: each check throws a RangeError that names the function, the expectation and the value. */

export function requireScore(caller: string, score: number, name = 'score'): void {
  if (!Number.isFinite(score)) throw new RangeError(`${caller}: expected a finite ${name}, got ${score}`)
}

/** A deviation, a weight or a margin. */
export function requireNonNegative(caller: string, name: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return
  const got = typeof value === 'string' ? `'${value}'` : String(value)
  throw new RangeError(`${caller}: expected a finite ${name} of at least 0, got ${got}`)
}

export function requireTarget(caller: string, target: number): void {
  if (!(target >= 0 && target <= 1)) {
    throw new RangeError(`${caller}: expected a target in [0, 1], got ${target}`)
  }
}
