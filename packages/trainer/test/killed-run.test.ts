import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { trainingLoop } from '../src/run/training-loop.ts'
import { lineRun } from './line-run.ts'

const script = fileURLToPath(new URL('killed-run.mts', import.meta.url))
const root = fileURLToPath(new URL('..', import.meta.url))

/** Starts a run in a process of its own, and kills it when it has told of so many updates. */
function runUntil(folder: string, lastStep: number): Promise<number | null> {
  const args = ['--conditions=@deqa/source', `--import=${import.meta.resolve('tsx')}`, script, folder]
  const child: ChildProcess = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    if (text.split('\n').some((line) => Number(line) >= lastStep)) child.kill('SIGKILL')
  })
  return new Promise((resolve) => child.on('close', (code) => resolve(code)))
}

/** Every byte that a run leaves: its checkpoints, those that are kept, and the pointers to the latest and the best. */
async function filesOf(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return new Map(
    await Promise.all(
      files.sort().map(async (file) => [relative(folder, file), await readFile(file)] as const),
    ),
  )
}

test('kill -9 at three moments, and the folder is that of a run that was left alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'deqa-killed-'))
  const [whole, killed] = [join(folder, 'whole'), join(folder, 'killed')]
  try {
    await trainingLoop(lineRun(whole))
    const moments = Array.from({ length: 3 }, () => 1 + Math.floor(18 * Math.random())).sort((a, b) => a - b)
    for (const moment of moments) await runUntil(killed, moment)
    expect(await runUntil(killed, Number.POSITIVE_INFINITY), `killed at ${moments}`).toBe(0)
    const expected = await filesOf(whole)
    expect([...expected.keys()]).toContain('best')
    expect(await filesOf(killed), `killed at ${moments}`).toEqual(expected)
  } finally {
    await rm(folder, { recursive: true })
  }
}, 60_000)
