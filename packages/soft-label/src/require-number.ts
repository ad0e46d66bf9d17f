/** Mistakes in a call: each check throws a RangeError that names the function, the expectation and the value. */

export function requireFinite(caller: string, name: string, value: number): void {
  if (!Number.isFinite(value)) throw new RangeError(`${caller}: expected a finite ${name}, got ${value}`)
}

export function requireNonNegative(caller: string, name: string, value: number): void {
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`${caller}: expected a finite ${name} of at least 0, got ${value}`)
  }
}

export function requireInside(caller: string, name: string, value: number, low: number, high: number): void {
  if (!(value >= low && value <= high)) {
    throw new RangeError(`${caller}: expected a ${name} in [${low}, ${high}], got ${value}`)
  }
}
