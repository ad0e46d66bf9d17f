import type { OutputStream } from '../terminal.ts'

/** The width of a terminal. Undefined for anything else, and for a terminal that says 0 because it does not know. */
export function columnsOf({ isTTY, columns }: OutputStream): number | undefined {
  return isTTY && columns ? columns : undefined
}
