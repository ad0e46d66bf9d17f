/** Mistakes in a call: each check throws a RangeError that names the function, the expectation and the value. */

export function requireScore(caller: string, score: number): void {
  if (!Number.isFinite(score)) throw new RangeError(`${caller}: expected finite scores, got ${score}`)
}

export function requireStd(caller: string, std: number): void {
  if (!(std >= 0 && std < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`${caller}: expected a finite std of at least 0, got ${std}`)
  }
}

export function requireTarget(caller: string, target: number): void {
  if (!(target >= 0 && target <= 1)) {
    throw new RangeError(`${caller}: expected a target in [0, 1], got ${target}`)
  }
}
