/** A word that is none of the choices would silently mean one of them. */
export function requireOneOf(caller: string, name: string, value: unknown, choices: readonly string[]): void {
  if (choices.includes(value as string)) return
  const expected = choices.map((choice) => `'${choice}'`).join(' or ')
  const got = typeof value === 'string' ? `'${value}'` : String(value)
  throw new RangeError(`${caller}: expected ${name} ${expected}, got ${got}`)
}
