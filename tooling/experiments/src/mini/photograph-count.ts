/** How many photographs a command line asks for, or undefined if it is no whole number of at least 1. */
export function photographCount(text: string): number | undefined {
  const count = Number(text)
  return /^\d+$/.test(text) && Number.isSafeInteger(count) && count >= 1 ? count : undefined
}
