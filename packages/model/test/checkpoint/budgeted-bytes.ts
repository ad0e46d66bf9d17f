import { type ByteSource, memoryBytes } from '../../src/checkpoint/byte-source.ts'

/**
 * Bytes in memory of which only so many may be asked for, counted over all reads: what a reader asks for is
 * what it allocates for the content of a file. Going beyond throws an error that is none of ours.
 */
export function budgetedBytes(bytes: Uint8Array, budget: number, path = 'budgeted'): ByteSource {
  const source = memoryBytes(bytes, path)
  let asked = 0
  return {
    ...source,
    async read(position, target) {
      asked += target.length
      if (asked > budget) throw new Error(`asked for ${asked} bytes of a file of ${bytes.length}`)
      await source.read(position, target)
    },
  }
}
