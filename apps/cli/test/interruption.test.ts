import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { makePhotos } from './make-photos.ts'
import { deqa, deqaInto, type Running, startDeqa } from './run-deqa.ts'

// One image per run of the network on one thread: many borders to be stopped at.
const slowly = ['--batch-size', '1', '--threads', '1']

/** Resolves as soon as standard output shows `text`. */
function untilPrinted({ process }: Running, text: string): Promise<void> {
  return new Promise((resolve) => {
    let seen = ''
    process.stdout.on('data', (chunk: string) => {
      seen += chunk
      if (seen.includes(text)) resolve()
    })
  })
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await wait(5)
}

test.each(['SIGINT', 'SIGTERM'] as const)('%s writes what is done as a whole document', async (signal) => {
  const cwd = await makePhotos(150)
  const running = startDeqa(['score', '.', '--json', ...slowly], { cwd })
  await untilPrinted(running, '"file"')
  running.process.kill(signal)
  const { code, stdout, stderr } = await running.finished
  expect(code).toBe(130)
  const { results } = JSON.parse(stdout) as { results: { file: string }[] }
  expect(results.length).toBeGreaterThan(0)
  expect(results.length).toBeLessThan(150)
  expect(stderr).toContain(`interrupted: ${results.length} of 150 images are done`)
})

test('Ctrl-C that a package runner passes on once more is still one Ctrl-C', async () => {
  const cwd = await makePhotos(150)
  const running = startDeqa(['score', '.', '--json', ...slowly], { cwd })
  await untilPrinted(running, '"file"')
  running.process.kill('SIGINT')
  await wait(5)
  running.process.kill('SIGINT')
  const { code, stdout, stderr } = await running.finished
  // `null` if the second one came while Node was already shutting down; a shell calls both 130.
  expect([130, null]).toContain(code)
  expect(stderr).toContain(`interrupted: ${JSON.parse(stdout).results.length} of 150 images are done`)
})

test('SIGINT moves an --out file to its place, with what is done', async () => {
  const cwd = await makePhotos(150)
  const running = startDeqa(['score', '.', '--out', 'scores.csv', ...slowly], { cwd })
  const unfinished = (): string | undefined => readdirSync(cwd).find((name) => name.endsWith('.tmp'))
  await until(() => {
    const name = unfinished()
    return name !== undefined && readFileSync(join(cwd, name), 'utf8').includes('02.png')
  })
  running.process.kill('SIGINT')
  const { code, stderr } = await running.finished
  expect(code).toBe(130)
  const lines = readFileSync(join(cwd, 'scores.csv'), 'utf8').split('\n')
  expect(stderr).toContain(`interrupted: ${lines.length - 2} of 150 images are done`)
  expect(lines.at(-1)).toBe('')
  expect(unfinished()).toBeUndefined()
})

test('SIGINT ends the wait for a list', async () => {
  const running = startDeqa(['score', '-'])
  // More than the pipe holds: once it is taken, the command is reading and listens for signals.
  await new Promise((taken) => running.process.stdin.write('a.jpg\n'.repeat(300_000), taken))
  running.process.kill('SIGINT')
  expect((await running.finished).code).toBe(130)
})

test('a reader that goes away ends the command quietly', async () => {
  const cwd = await makePhotos(150)
  const running = startDeqa(['score', '.', '--ndjson', ...slowly], { cwd })
  await untilPrinted(running, '"file"')
  running.process.stdout.destroy()
  const { code, stderr } = await running.finished
  expect(code).toBe(0)
  expect(stderr.split('\n').filter((line) => line)).toEqual([])
})

test.skipIf(!existsSync('/dev/full'))(
  'an output that cannot be written is said once, and fails',
  async () => {
    const cwd = await makePhotos(1)
    for (const args of [['score', '.', '--csv'], ['--version']]) {
      const { code, stderr } = deqaInto('/dev/full', args, cwd)
      expect(stderr).toMatch(/^deqa: cannot write to standard output: ENOSPC[^\n]*\n$/)
      expect(code).toBe(1)
    }
  },
)

test('kill -9 at any moment and --resume: no row lost, doubled or torn', async () => {
  const cwd = await makePhotos(60)
  const out = join(cwd, 'scores.ndjson')
  const args = ['score', '.', '--out', 'scores.ndjson', '--resume', ...slowly]
  const rowsNow = (): string[] => {
    try {
      return readFileSync(out, 'utf8').split('\n').slice(0, -1)
    } catch {
      return []
    }
  }

  const delays: number[] = []
  for (let round = 0; round < 8; round++) {
    const before = rowsNow()
    const running = startDeqa(args, { cwd })
    // Some rounds die while they start, the others among the rows.
    if (round % 4 !== 0) await Promise.race([until(() => rowsNow().length > before.length), running.finished])
    const delay = Math.random() * 150
    delays.push(delay)
    await wait(delay)
    running.process.kill('SIGKILL')
    await running.finished
    expect(rowsNow().slice(0, before.length), `killed after ${delays.join(', ')} ms`).toEqual(before)
  }

  const last = await deqa(args, { cwd })
  expect(last.code).toBe(0)
  const rows = rowsNow().map((line) => JSON.parse(line) as { file: string; score: number })
  const { stdout } = await deqa(['score', '.', '--json', ...slowly], { cwd })
  const { results } = JSON.parse(stdout) as { results: { file: string; score: number }[] }
  const pick = ({ file, score }: { file: string; score: number }) => ({ file, score })
  expect(rows.map(pick), `killed after ${delays.join(', ')} ms`).toEqual(results.map(pick))
  expect(readFileSync(out, 'utf8').endsWith('\n')).toBe(true)
})
