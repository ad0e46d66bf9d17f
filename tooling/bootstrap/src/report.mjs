/** Says one thing on stderr: stdout belongs to the command. @param {string} text */
export function say(text) {
  process.stderr.write(`deqa: ${text}\n`)
}

/**
 * Runs one step and says on one line what it is and how long it took.
 *
 * @template T
 * @param {string} text
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(text, work) {
  const start = performance.now()
  process.stderr.write(`deqa: ${text} … `)
  try {
    const result = await work()
    process.stderr.write(`${elapsed(start)}\n`)
    return result
  } catch (error) {
    process.stderr.write(`failed after ${elapsed(start)}\n`)
    throw error
  }
}

/** @param {number} start a reading of performance.now() */
function elapsed(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`
}
