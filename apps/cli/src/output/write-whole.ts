import type { Destination } from './destination.ts'

/** Ends a destination by what becomes of its writing: what is all written is kept, and after an error nothing is. */
export async function writeWhole(
  destination: Pick<Destination, 'finish' | 'discard'>,
  write: () => Promise<void>,
): Promise<void> {
  try {
    await write()
  } catch (error) {
    await destination.discard()
    throw error
  }
  await destination.finish()
}
