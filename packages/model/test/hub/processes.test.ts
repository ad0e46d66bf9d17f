import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startHub } from '@deqa/vitest'
import { expect, onTestFinished, test } from 'vitest'
import {
  checkpointFiles,
  contentsOf,
  digestsOf,
  ID,
  randomBytes,
  temporaryFolder,
} from './small-repositories.ts'

const scriptFile = fileURLToPath(new URL('pull-in-process.mts', import.meta.url))
// `tsx` is this package's, whichever folder the suite was started from.
const packageFolder = fileURLToPath(new URL('../..', import.meta.url))
const settings = { NO_PROXY: '127.0.0.1', HF_TOKEN: '', HF_HUB_OFFLINE: '' }
const INDEX = 'model.safetensors.index.json'
const files = { ...checkpointFiles, 'tokenizer.model': randomBytes(400_000, 4) }

interface Pulling {
  readonly process: ChildProcess
  readonly finished: Promise<{ code: number | null; stdout: string; stderr: string }>
}

function startPull(endpoint: string, cacheDir: string): Pulling {
  const child = spawn(
    process.execPath,
    ['--conditions=@deqa/source', '--import=tsx', scriptFile, ID, endpoint, cacheDir],
    { cwd: packageFolder, env: { ...process.env, ...settings } },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (text) => {
    stdout += text
  })
  child.stderr.on('data', (text) => {
    stderr += text
  })
  const finished = new Promise<Awaited<Pulling['finished']>>((resolve) =>
    child.on('close', (code) => resolve({ code, stdout, stderr })),
  )
  return { process: child, finished }
}

test('kill -9 at random moments, 20 times: what is here is continued, and the last run is right', async () => {
  const cacheDir = await temporaryFolder()
  await using hub = await startHub({ id: ID, files })
  hub.fault = ({ server }) => (server === 'content' ? { kind: 'slow', pauseMs: 60 } : undefined)
  const root = join(cacheDir, 'models--deqa-tests--tiny')
  const blobs = join(root, 'blobs')
  const digest = hub.digestOf(ID, 'tokenizer.model')
  const partial = join(blobs, `${digest}.deqa.incomplete`)
  const sizeNow = (): number => (existsSync(partial) ? statSync(partial).size : 0)

  const digests = Object.keys(files).map((path) => hub.digestOf(ID, path))

  const delays: number[] = []
  for (let round = 0; round < 20; round++) {
    const requests = hub.requests.length
    const running = startPull(hub.endpoint, cacheDir)
    // Most of a process's life is its start; it is killed while it asks, reads or writes.
    const ended = running.finished.then(() => true)
    while (hub.requests.length === requests && !(await Promise.race([ended, wait(5, false)])));
    delays.push(Math.random() * 100)
    await wait(delays.at(-1))
    running.process.kill('SIGKILL')
    await running.finished
    const whole = (existsSync(blobs) ? readdirSync(blobs) : []).filter(
      (name) => !name.endsWith('.incomplete'),
    )
    for (const name of whole) expect(digests, `killed after ${delays.join(', ')} ms`).toContain(name)
  }
  // It was slow enough that all of them hit a download that went on.
  expect(existsSync(join(root, 'refs/main'))).toBe(false)

  const here = sizeNow()
  hub.requests.length = 0
  const { code, stdout, stderr } = await startPull(hub.endpoint, cacheDir).finished
  const where = `killed after ${delays.join(', ')} ms: ${stderr}`
  expect(code, where).toBe(0)
  expect(contentsOf(JSON.parse(stdout).folder), where).toEqual(digestsOf(files))
  const continued = hub.requests.find(({ path }) => path.endsWith(digest))
  expect(continued?.start ?? 0, where).toBe(here)
  expect(readdirSync(blobs).filter((name) => name.endsWith('.incomplete'))).toEqual([])
})

test('of two processes one fetches and the other waits', async () => {
  const cacheDir = await temporaryFolder()
  await using hub = await startHub({ id: ID, files })
  hub.fault = ({ server }) => (server === 'content' ? { kind: 'slow', pauseMs: 40 } : undefined)
  const both = [startPull(hub.endpoint, cacheDir), startPull(hub.endpoint, cacheDir)]
  for (const { code, stdout, stderr } of await Promise.all(both.map(({ finished }) => finished))) {
    expect(code, stderr).toBe(0)
    expect(contentsOf(JSON.parse(stdout).folder)).toEqual(digestsOf(files))
  }
  // The index is read while planning too.
  const fetches = hub.requests
    .filter(({ server, path }) => server === 'content' && !path.endsWith(hub.digestOf(ID, INDEX)))
    .map(({ path }) => path)
  expect(fetches.toSorted()).toEqual([...new Set(fetches)].sort())
})

test('when the process that fetches is killed, the one that waits takes over where it was', async () => {
  const cacheDir = await temporaryFolder()
  await using hub = await startHub({ id: ID, files })
  hub.fault = ({ server }) => (server === 'content' ? { kind: 'slow', pauseMs: 200 } : undefined)
  const digest = hub.digestOf(ID, 'tokenizer.model')
  const isListed = ({ path }: { path: string }) => path.startsWith('/api/')
  const first = startPull(hub.endpoint, cacheDir)
  while (!hub.requests.some(({ path }) => path.endsWith(digest))) await wait(5)
  const second = startPull(hub.endpoint, cacheDir)
  while (hub.requests.filter(isListed).length < 2) await wait(5)
  await wait(150)
  first.process.kill('SIGKILL')
  hub.fault = () => undefined
  const { code, stdout, stderr } = await second.finished
  expect(code, stderr).toBe(0)
  expect(contentsOf(JSON.parse(stdout).folder)).toEqual(digestsOf(files))
  const starts = hub.requests.filter(({ path }) => path.endsWith(digest)).map(({ start }) => start)
  expect(starts).toHaveLength(2)
  expect(starts[1]).toBeGreaterThan(0)
})

const mount = 'mount -t tmpfs -o size=512k none "$CACHE"'
const canMount =
  spawnSync('unshare', ['-rm', 'sh', '-c', mount], { env: { ...process.env, CACHE: tmpdir() } }).status === 0

// On a disk of its own, which Linux gives to anyone where it allows user namespaces.
test.skipIf(!canMount)(
  'a disk that fills up during the download: a clear error, and a resume when there is room',
  async () => {
    const cacheDir = await temporaryFolder()
    await using hub = await startHub({
      id: ID,
      files: { 'config.json': '{}', 'model.safetensors': randomBytes(400_000, 5) },
    })
    hub.fault = ({ server }) => (server === 'content' ? { kind: 'slow', pauseMs: 20 } : undefined)
    const script = `
    ${mount}
    pull() { "$NODE" --conditions=@deqa/source --import=tsx "$SCRIPT" "$ID" "$ENDPOINT" "$CACHE"; }
    pull & pulling=$!
    until ls "$CACHE"/*/blobs/*.incomplete >/dev/null 2>&1; do sleep 0.02; done
    dd if=/dev/zero of="$CACHE/ballast" bs=1k count=300 2>/dev/null
    wait $pulling && echo "the first went through"
    rm "$CACHE/ballast"
    stat -c 'here %s' "$CACHE"/*/blobs/*.incomplete
    pull && cat "$CACHE"/models--*/snapshots/*/model.safetensors | sha256sum`
    const env = { CACHE: cacheDir, ENDPOINT: hub.endpoint, ID, NODE: process.execPath, SCRIPT: scriptFile }
    const { stdout, stderr } = await promisify(execFile)('unshare', ['-rm', 'sh', '-c', script], {
      cwd: packageFolder,
      env: { ...process.env, ...settings, ...env },
    })
    expect(stderr).toContain('DiskFullError')
    expect(stderr).toContain('try again: what is there is kept')
    expect(stdout).not.toContain('went through')
    const here = Number(/here (\d+)/.exec(stdout)?.[1])
    expect(here).toBeGreaterThan(0)
    expect(stdout).toContain(hub.digestOf(ID, 'model.safetensors'))
    expect(hub.requests.filter(({ server }) => server === 'content').at(-1)?.start).toBe(here)
  },
)
