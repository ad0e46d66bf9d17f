import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { onTestFinished } from 'vitest'
import { writeSafetensors } from '../checkpoint/safetensors-file.ts'
import { tinyConfig, tinySafetensors, tinyValues } from '../checkpoint/tiny-checkpoint.ts'

/** As patient as a test can wait. */
export const hasty = {
  attempts: 8,
  firstDelayMs: 1,
  longestDelayMs: 4,
  longestRetryAfterMs: 0,
  idleTimeoutMs: 5000,
}

export const ID = 'deqa-tests/tiny'

const INDEX = 'model.safetensors.index.json'
const names = [...tinyValues.keys()]
const half = new Set(names.slice(0, names.length / 2))
const shardOf = (name: string) => `model-0000${half.has(name) ? 1 : 2}-of-00002.safetensors`

/** A whole checkpoint in two shards, as the hub has them. */
export const checkpointFiles: Readonly<Record<string, Uint8Array | string>> = {
  'config.json': JSON.stringify(tinyConfig),
  'model-00001-of-00002.safetensors': writeSafetensors(tinySafetensors((name) => half.has(name))),
  'model-00002-of-00002.safetensors': writeSafetensors(tinySafetensors((name) => !half.has(name))),
  [INDEX]: JSON.stringify({ weight_map: Object.fromEntries(names.map((name) => [name, shardOf(name)])) }),
  'preprocessor_config.json': JSON.stringify({ image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] }),
}

/** The same among what nobody needs for scoring. */
export const repositoryFiles: Readonly<Record<string, Uint8Array | string>> = {
  '.gitattributes': '*.safetensors filter=lfs',
  'README.md': '# A model',
  ...checkpointFiles,
  'modeling.py': 'print("never run")',
  'pytorch_model.bin': randomBytes(30_000, 1),
  'original/model.safetensors': randomBytes(20_000, 2),
}

/** Bytes that a seed decides. */
export function randomBytes(count: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(count)
  const next = randomNumbers(seed)
  for (let i = 0; i < count; i++) bytes[i] = Math.floor(next() * 256)
  return bytes
}

/** Numbers in [0, 1) that a seed decides: mulberry32. */
export function randomNumbers(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** A new empty folder that goes when the running test has ended. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'deqa-hub-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Every file below a folder, links followed: path and SHA-256. */
export function contentsOf(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  )
  return Object.fromEntries(
    paths.sort().map((path) => [path.split(sep).join('/'), sha256(readFileSync(join(folder, path)))]),
  )
}

/** What `contentsOf` gives for a folder of these files. */
export function digestsOf(files: Readonly<Record<string, Uint8Array | string>>): Record<string, string> {
  return Object.fromEntries(
    Object.keys(files)
      .sort()
      .map((path) => [path, sha256(files[path]!)]),
  )
}

function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex')
}
