import { buildIfStale } from './build.mjs'
import { Failure } from './failure.mjs'
import { installIfStale } from './install.mjs'
import { exclusively } from './lock.mjs'

/**
 * Brings the clone to where a package (or every one) can run. Says nothing when that is already so.
 *
 * @param {string} [name]
 * @returns {Promise<boolean>} false after a failure, which has then been told
 */
export async function prepare(name) {
  try {
    await exclusively(async () => {
      await installIfStale()
      await buildIfStale(name)
    })
    return true
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    process.stderr.write(`${error.message}\n`)
    return false
  }
}
