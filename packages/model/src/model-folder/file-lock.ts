import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { inaccessible } from '../system/file-inaccessible-error.ts'

/** A lock whose holder has not shown itself for so long is nobody's, whatever it says. */
const STALE_MS = 60_000
const HEARTBEAT_MS = 10_000
/** A lock says whose it is in the moment after it appears. One that does not was left by a process killed just then. */
const UNSIGNED_MS = 2000
const POLL_MS = 100

export interface FileLockOptions {
  readonly signal?: AbortSignal | undefined
  /** Called once when the lock is another's. */
  readonly onWait?: () => void
}

/** A lock that is held. */
export interface FileLock extends AsyncDisposable {
  /** False once another process has taken it, as may happen to one that was suspended for a minute. */
  isHeld(): Promise<boolean>
}

/**
 * Takes a lock that other processes respect, waiting for it as long as its holder lives. The lock of a process of this
 * machine that was killed is free at once, that of another machine after a minute without a sign of life.
 *
 * @throws {FileInaccessibleError} if no file can be created in its folder.
 * @throws {DiskFullError}
 */
export async function lockFile(path: string, { signal, onWait }: FileLockOptions = {}): Promise<FileLock> {
  const mine = JSON.stringify({ host: hostname(), pid: process.pid, key: randomUUID() })
  for (let waits = 0; !(await tryCreate(path, mine)); waits++) {
    signal?.throwIfAborted()
    if (await removeIfAbandoned(path)) continue
    if (waits === 0) onWait?.()
    await wait(POLL_MS)
  }
  const heartbeat = setInterval(() => {
    const now = new Date()
    utimes(path, now, now).catch(() => {})
  }, HEARTBEAT_MS)
  heartbeat.unref()
  const isHeld = async (): Promise<boolean> => (await readLock(path)) === mine
  return {
    isHeld,
    async [Symbol.asyncDispose]() {
      clearInterval(heartbeat)
      if (await isHeld()) await rm(path, { force: true })
    },
  }
}

/** How often a folder may be removed between its making and that of a lock in it. */
const REMOVALS = 20

/** @returns false if the lock is another's. */
async function tryCreate(path: string, content: string, removals = 0): Promise<boolean> {
  const folder = dirname(path)
  try {
    // Each time anew: whoever removes a model removes the folder of its locks.
    await mkdir(folder, { recursive: true })
    const file = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
      if (isTaken(error)) return undefined
      throw error
    })
    await file?.writeFile(content).finally(() => file.close())
    return file !== undefined
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT'
    if (isGone && removals < REMOVALS) return await tryCreate(path, content, removals + 1)
    throw inaccessible(error, folder, 'a folder to write in')
  }
}

/** On Windows, a file that is just being removed gives EPERM; elsewhere that means that none may be created. */
function isTaken({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EEXIST' || (code === 'EPERM' && process.platform === 'win32')
}

async function readLock(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').catch(() => undefined)
}

async function removeIfAbandoned(path: string): Promise<boolean> {
  const [content, status] = await Promise.all([readLock(path), stat(path).catch(() => undefined)])
  if (content === undefined || !status) return false
  const holder = parseHolder(content)
  const age = Date.now() - status.mtimeMs
  if (holder ? isAlive(holder) && age < STALE_MS : age < UNSIGNED_MS) return false
  // Only one of those who judge so succeeds in moving it; if that one moved a newer lock, it goes back.
  const aside = `${path}.${randomUUID()}`
  if (
    !(await rename(path, aside).then(
      () => true,
      () => false,
    ))
  )
    return false
  if ((await readLock(aside)) !== content) await link(aside, path).catch(() => {})
  await rm(aside, { force: true })
  return true
}

interface Holder {
  readonly host: string
  readonly pid: number
}

function parseHolder(content: string): Holder | undefined {
  try {
    const { host, pid } = JSON.parse(content)
    return typeof host === 'string' && Number.isSafeInteger(pid) ? { host, pid } : undefined
  } catch {
    return undefined
  }
}

/** False only if it is known that the holder is gone. */
function isAlive({ host, pid }: Holder): boolean {
  if (host !== hostname()) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
