/** Fewest repetitions that are worth a median. */
const FEWEST = 3

/**
 * Does something again and again for some seconds, at least three times.
 *
 * @param work - gives a number to be kept, such as its milliseconds.
 */
export async function repeat(
  seconds: number,
  work: () => Promise<number>,
  signal: AbortSignal,
): Promise<number[]> {
  const end = performance.now() + 1000 * seconds
  const kept: number[] = []
  while (kept.length < FEWEST || performance.now() < end) {
    signal.throwIfAborted()
    kept.push(await work())
  }
  return kept
}

/** Milliseconds that something takes. */
export async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
