import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HubFault, type HubRequest, type StandInHub, startHub } from '@deqa/vitest'
import { expect, onTestFinished, test, vi } from 'vitest'
import { findCachedSnapshot, HubError, type PulledModel, pullModel } from '../../src/index.ts'
import {
  checkpointFiles,
  contentsOf,
  digestsOf,
  hasty,
  ID,
  randomBytes,
  randomNumbers,
  repositoryFiles,
} from './small-repositories.ts'

const RUNS = 200

/** Something that goes wrong with a request, drawn from all that can. */
function drawFault(random: () => number, { server, path, start }: HubRequest): HubFault | undefined {
  const somewhere = Math.floor(random() * 60_000)
  const faults: readonly HubFault[] = [
    { kind: 'drop', after: somewhere },
    { kind: 'truncate', after: somewhere },
    { kind: 'stall', after: somewhere },
    { kind: 'alter', at: somewhere },
    { kind: 'slow', pauseMs: 1 },
    { kind: 'lengthen', by: 1 + (somewhere % 100) },
    { kind: 'wrong-length', by: 1 + (somewhere % 100) },
    { kind: 'no-range' },
    { kind: 'wrong-range', by: 1 + (somewhere % 1000) },
    { kind: 'status', status: 429, headers: { 'retry-after': '0' } },
    { kind: 'status', status: 503, headers: { 'retry-after': new Date(0).toUTCString() } },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 403 },
    { kind: 'status', status: 404 },
    { kind: 'status', status: 416 },
    { kind: 'status', status: 200 },
    { kind: 'redirect', to: 'http://127.0.0.1:1/' },
  ]
  const fault = faults[Math.floor(random() * faults.length)]!
  // For each of these the hub's own word is final, so the pull would end at once nearly always.
  if (server === 'hub' && fault.kind === 'status' && [403, 404].includes(fault.status) && random() < 0.8)
    return undefined
  // A listing has no digest: what the transport lets through is believed.
  if (path.startsWith('/api/') && fault.kind === 'alter') return undefined
  // A range that was not asked for cannot be wrong.
  if (start === 0 && (fault.kind === 'no-range' || fault.kind === 'wrong-range')) return undefined
  return fault
}

/** Faults that depend on the seed and the request alone, not on which of parallel requests came first. */
function faultsOf(seed: number): (request: HubRequest) => HubFault | undefined {
  const rate = randomNumbers(seed)() * 0.9
  const counts = new Map<string, number>()
  return (request) => {
    const key = `${request.method} ${request.path}`
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    const digest = createHash('sha256').update(`${seed} ${key} ${count}`).digest()
    const random = randomNumbers(digest.readInt32LE())
    return random() < rate ? drawFault(random, request) : undefined
  }
}

// Beside the small files, one that takes several packets.
const files = { ...checkpointFiles, 'tokenizer.model': randomBytes(150_000, 3) }
const expected = digestsOf(files)

/** One pull against a hub that fails, and one against a hub that does not. */
async function runOnce(hub: StandInHub, seed: number): Promise<string> {
  const cacheDir = await mkdtemp(join(tmpdir(), 'deqa-hub-'))
  const options = {
    cacheDir,
    endpoint: hub.endpoint,
    transfer: { ...hasty, attempts: 4, idleTimeoutMs: 40 },
  }
  const where = `seed ${seed}`
  hub.fault = faultsOf(seed)

  const outcome = await pullModel(ID, options).catch((error: unknown) => error)
  if (outcome instanceof Error) {
    expect(outcome, `${where}: ${outcome.stack}`).toBeInstanceOf(HubError)
    expect(outcome.message, where).toMatch(/^deqa-tests\/tiny: .+\n.+/)
    expect(await findCachedSnapshot(ID, { cacheDir }), where).toBeUndefined()
  } else {
    expect(contentsOf((outcome as PulledModel).folder), where).toEqual(expected)
  }

  // Whatever has a final name is right, also after an error.
  const root = join(cacheDir, 'models--deqa-tests--tiny')
  const digests = new Set(Object.keys(files).map((path) => hub.digestOf(ID, path)))
  for (const blob of namesIn(join(root, 'blobs')).filter((name) => !name.endsWith('.incomplete')))
    expect(digests, where).toContain(blob)
  const snapshot = join(root, 'snapshots', hub.commitOf(ID))
  for (const path of namesIn(snapshot))
    expect(contentsOf(snapshot)[path], `${where}: ${path}`).toBe(expected[path])

  hub.fault = () => undefined
  const { folder } = await pullModel(ID, { ...options, transfer: hasty })
  expect(contentsOf(folder), where).toEqual(expected)
  expect(namesIn(join(root, 'blobs')).sort(), where).toEqual([...digests].sort())
  await rm(cacheDir, { recursive: true })
  return outcome instanceof HubError ? outcome.code : 'right'
}

test(`${RUNS} runs against a hub that fails at random: right bytes or a clear error, and never a wrong file`, async () => {
  for (const name of ['HF_TOKEN', 'HF_HUB_OFFLINE']) vi.stubEnv(name, '')
  vi.stubEnv('NO_PROXY', '127.0.0.1')
  onTestFinished(() => void vi.unstubAllEnvs())
  const outcomes: Record<string, number> = {}
  const seeds = Array.from({ length: RUNS }, (_, i) => i + 1).values()
  // Most of a run is waiting, so some go on side by side.
  const lane = async (): Promise<void> => {
    await using hub = await startHub({ id: ID, files: { ...repositoryFiles, ...files } })
    for (const seed of seeds) {
      const outcome = await runOnce(hub, seed)
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: 16 }, lane))
  process.stdout.write(`outcomes of ${RUNS} runs: ${JSON.stringify(outcomes)}\n`)
  // The draw reaches both sides.
  expect(outcomes['right']).toBeGreaterThan(RUNS / 10)
  expect(RUNS - outcomes['right']!).toBeGreaterThan(RUNS / 10)
})

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}
