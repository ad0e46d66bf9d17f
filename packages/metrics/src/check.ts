/** A list of numbers was expected at `name` of `caller`; every entry must be finite. */
export function checkVector(
  caller: string,
  name: string,
  values: ArrayLike<number>,
  minimumLength: number,
): void {
  if (values == null || typeof values.length !== 'number') {
    throw new TypeError(`${caller}: expected ${name} to be a list of numbers, got ${describe(values)}`)
  }
  if (values.length < minimumLength) {
    throw new RangeError(`${caller}: expected at least ${minimumLength} ${name}, got ${values.length}`)
  }
  for (let i = 0; i < values.length; i++) {
    const value: unknown = values[i]
    if (typeof value !== 'number') {
      throw new TypeError(`${caller}: expected numbers, got ${describe(value)} at ${name}[${i}]`)
    }
    if (!Number.isFinite(value)) {
      throw new RangeError(`${caller}: expected finite numbers, got ${value} at ${name}[${i}]`)
    }
  }
}

/** Two lists of finite numbers, index by index about the same images. */
export function checkPair(
  caller: string,
  [nameX, x]: readonly [string, ArrayLike<number>],
  [nameY, y]: readonly [string, ArrayLike<number>],
  minimumLength: number,
): void {
  checkVector(caller, nameX, x, minimumLength)
  checkVector(caller, nameY, y, minimumLength)
  if (x.length !== y.length) {
    throw new RangeError(`${caller}: expected as many ${nameX} as ${nameY}, got ${x.length} and ${y.length}`)
  }
}

/** A correlation with a vector that never changes is undefined: 0 / 0. */
export function checkVaries(caller: string, name: string, values: ArrayLike<number>): void {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return
  throw new RangeError(
    `${caller}: undefined for constant ${name}: expected at least two different values, got only ${values[0]}`,
  )
}

/** One finite number. */
export function checkNumber(caller: string, name: string, value: number): void {
  if (typeof value !== 'number') {
    throw new TypeError(`${caller}: expected ${name} to be a number, got ${describe(value)}`)
  }
  if (!Number.isFinite(value)) throw new RangeError(`${caller}: expected a finite ${name}, got ${value}`)
}

/** A whole number of at least `minimum`. */
export function checkCount(caller: string, name: string, value: number, minimum: number): void {
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw new RangeError(
      `${caller}: expected ${name} to be a whole number of at least ${minimum}, got ${value}`,
    )
  }
}

/** A word that is none of the choices would silently mean one of them. */
export function checkOneOf(caller: string, name: string, value: unknown, choices: readonly string[]): void {
  if (choices.includes(value as string)) return
  const expected = choices.map((choice) => `'${choice}'`).join(' or ')
  throw new RangeError(`${caller}: expected ${name} ${expected}, got ${describe(value)}`)
}

function describe(value: unknown): string {
  if (value === null) return 'null'
  return typeof value === 'string' ? `'${value}'` : typeof value === 'object' ? 'an object' : String(value)
}
