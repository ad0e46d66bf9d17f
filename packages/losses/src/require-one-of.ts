/** A word or number that is none of the choices would silently mean one of them. */
export function requireOneOf(
  caller: string,
  name: string,
  value: unknown,
  choices: readonly (string | number)[],
): void {
  if (choices.includes(value as string | number)) return
  const quoted = (choice: unknown) => (typeof choice === 'string' ? `'${choice}'` : String(choice))
  throw new RangeError(
    `${caller}: expected ${name} ${choices.map(quoted).join(' or ')}, got ${quoted(value)}`,
  )
}
