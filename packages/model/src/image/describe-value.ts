/** What was given in place of something else, for a message: the class of an object, any other value as it is. */
export function describeValue(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? (value.constructor?.name ?? 'an object')
    : String(value)
}
