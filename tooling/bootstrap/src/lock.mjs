import { mkdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { say } from './report.mjs'
import { repository } from './repository.mjs'

const beatMs = 500
const staleMs = 10 * beatMs

/**
 * Lets one process at a time install and build in this clone; the others wait, then find the work done. The
 * holder keeps touching the lock, so that one left by a killed process is noticed by its age.
 *
 * @template T
 * @param {() => Promise<T>} work
 * @param {string} [lock] a path to which nothing else belongs
 * @returns {Promise<T>}
 */
export async function exclusively(work, lock = join(repository, '.deqa', 'bootstrap.lock')) {
  mkdirSync(dirname(lock), { recursive: true })
  for (let waited = false; !acquire(lock); waited = true) {
    if (!waited) say('waiting for another command that prepares this clone')
    await sleep(beatMs / 2)
  }
  const beat = setInterval(() => touch(lock), beatMs)
  beat.unref()
  // `exit` covers a process ended by a signal handler or process.exit inside the work.
  const release = () => remove(lock)
  process.once('exit', release)
  try {
    return await work()
  } finally {
    clearInterval(beat)
    process.off('exit', release)
    release()
  }
}

/** @param {string} lock */
function acquire(lock) {
  if (age(lock) > staleMs) remove(lock)
  try {
    mkdirSync(lock)
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
    return false
  }
}

/** @param {string} lock */
function touch(lock) {
  try {
    utimesSync(lock, new Date(), new Date())
  } catch {
    // Taken over by another process that held it for abandoned, as after a long sleep of the machine.
  }
}

/** @param {string} lock */
function remove(lock) {
  rmSync(lock, { recursive: true, force: true })
}

/** @param {string} lock */
function age(lock) {
  try {
    return Date.now() - statSync(lock).mtimeMs
  } catch {
    return 0 // there is none
  }
}
