import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Interrupted } from '../src/errors.ts'
import { runProgram } from '../src/program.ts'
import { makePhoto, photoName } from './make-photos.ts'
import { deqa, startDeqa } from './run-deqa.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const smoke = join(root, 'configs/smoke.yaml')

/** Fewer updates of a smaller network. */
const quick = (steps: number, every = steps) => [
  '--override',
  `schedule.steps=${steps}`,
  `evaluation.everySteps=${every}`,
  `checkpoints.everySteps=${every}`,
  'network.vision={ layers: 1 }',
  'network.decoder={ layers: 1 }',
  'engine.threads=1',
]

let cwd: string
let first: { stdout: string; stderr: string }
beforeAll(async () => {
  // Eight pictures and their ratings; nothing of this suite is written outside this folder.
  cwd = mkdtempSync(join(tmpdir(), 'deqa-cli-training-'))
  const names = Array.from({ length: 8 }, (_, i) => photoName(i))
  await Promise.all(names.map((name, i) => makePhoto(join(cwd, name), i)))
  const rows = names.map((name, i) => `${name},${(1 + i / 2).toFixed(1)},0.5`)
  writeFileSync(join(cwd, 'ratings.csv'), `image,mos,std\n${rows.join('\n')}\n`)
  const bin = join(root, 'apps/cli/bin/deqa.js')
  const args = [bin, 'train', smoke, '--out', 'run', ...quick(4, 2)]
  first = await promisify(execFile)(process.execPath, args, { cwd })
}, 60_000)
afterAll(() => rmSync(cwd, { recursive: true }))

/** What a command of this process says on standard error when it is stopped as soon as it says `text`. */
async function stoppedAt(text: string, args: readonly string[]): Promise<string> {
  const stopping = new AbortController()
  let said = ''
  const stderr = new Writable({
    write(chunk, _encoding, done) {
      said += chunk
      if (said.includes(text)) stopping.abort(new Interrupted())
      done()
    },
  })
  const terminal = { stdin: new PassThrough(), stdout: new PassThrough(), stderr }
  expect(await runProgram(args, { terminal, signal: stopping.signal })).toBe(130)
  return said
}

test('tells of its steps, and ends with its results and what they lie in', () => {
  expect(first.stderr).toContain('step 4/4  loss ')
  expect(first.stdout).toMatch(/PLCC \/ SRCC +examples\nsmoke/)
  expect(first.stdout).toContain(`report  ${join('run', 'report.html')}`)
})

test('a finished run scores', async () => {
  const { code, stdout } = await deqa(['score', '.', '--model', 'run', '--json'], { cwd })
  expect(code).toBe(0)
  expect(JSON.parse(stdout).model.name).toBe('smoke')
  expect(JSON.parse(stdout).results).toHaveLength(8)
})

test('SIGINT saves and exits with 130; --resume ends with the bits of a run in one piece', async () => {
  const steps = quick(120, 40)
  await deqa(['train', smoke, '--out', 'whole', ...steps], { cwd })
  const running = startDeqa(['train', smoke, '--out', 'pieces', ...steps], { cwd })
  await new Promise<void>((resolve) => {
    running.process.stderr.on('data', (text: string) => {
      if (text.includes('step 12/120')) resolve()
    })
  })
  await wait(20 * Math.random())
  running.process.kill('SIGINT')
  const interrupted = await running.finished
  expect(interrupted.code).toBe(130)
  const [, saved] = /interrupted: saved after step (\d+), go on with --resume/.exec(interrupted.stderr) ?? []
  const newest = readdirSync(join(cwd, 'pieces/checkpoints'))
    .filter((name) => name.startsWith('step-'))
    .sort()
  expect(Number(saved)).toBeGreaterThanOrEqual(12)
  expect(newest.at(-1)).toBe(`step-${saved!.padStart(7, '0')}`)
  const last = (run: string) => readFileSync(join(cwd, run, 'checkpoints/step-0000120/state.safetensors'))
  expect(readdirSync(join(cwd, 'pieces/checkpoints'))).not.toContain('step-0000120')
  // Stopped once more before it makes an update, it keeps what it has, and says so.
  const resume = ['train', smoke, '--out', join(cwd, 'pieces'), '--resume', ...steps]
  expect(await stoppedAt('going on after', resume)).toContain(`interrupted: saved after step ${saved}, go on`)
  const { code, stderr } = await deqa(['train', smoke, '--out', 'pieces', '--resume', ...steps], { cwd })
  expect(code).toBe(0)
  expect(stderr).toContain(`going on after step ${saved} of 120`)
  expect(last('pieces').equals(last('whole'))).toBe(true)
}, 60_000)

test('a run is not trained over, and mistakes in a configuration are named', async () => {
  const again = await deqa(['train', smoke, '--out', 'run', ...quick(4, 2)], { cwd })
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('there is a run already')])
  const typo = await deqa(['train', smoke, '--out', 'x', '--override', 'schedul.steps=2'], { cwd })
  expect([typo.code, typo.stderr]).toEqual([2, expect.stringContaining('did you mean schedule?')])
  const broken = await deqa(['train', smoke, '--out', 'x', '--override', 'seed'], { cwd })
  expect([broken.code, broken.stderr]).toEqual([2, expect.stringContaining('expected path=value, got seed')])
  const nowhere = await deqa(['train', smoke], { cwd })
  expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining('--out')])
  const gone = await deqa(['train', 'gone.yaml', '--out', 'x'], { cwd })
  expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining('gone.yaml')])
  expect(readdirSync(cwd)).not.toContain('x')
})

test('prints every setting with its reason', async () => {
  const { code, stdout } = await deqa(['train', smoke, '--print-config'], { cwd })
  expect(code).toBe(0)
  expect(stdout).toMatch(/schedule\.warmupRatio +0\.03 +Appendix B\.3/)
})

test('eval: a table, JSON and CSV; predictions are kept and go on', async () => {
  const args = ['eval', 'run', 'ratings.csv', '--scale', '1,5', '--predictions', 'results']
  const { code, stdout } = await deqa(args, { cwd })
  expect(code).toBe(0)
  expect(stdout).toMatch(/dataset +images +PLCC +SRCC/)
  expect(stdout).toMatch(/^ratings +8 /m)
  const lines = readFileSync(join(cwd, 'results/ratings.jsonl'), 'utf8').trim().split('\n')
  expect(lines).toHaveLength(8)
  expect(JSON.parse(lines[3]!)).toMatchObject({ id: '03.png->2.5', image: '03.png', gt_score: 2.5 })

  // A line that a killed process left torn is made again.
  writeFileSync(
    join(cwd, 'results/ratings.jsonl'),
    `${lines.slice(0, 5).join('\n')}\n${lines[5]!.slice(0, 30)}`,
  )
  const json = await deqa([...args, '--json'], { cwd })
  const [result] = JSON.parse(json.stdout).results
  expect(result).toMatchObject({ dataset: 'ratings', images: 8, distribution: { images: 8 } })
  expect(readFileSync(join(cwd, 'results/ratings.jsonl'), 'utf8').trim().split('\n')).toEqual(lines)
  const csv = await deqa([...args, '--csv'], { cwd })
  expect(csv.stdout.split('\n')[1]).toMatch(/^smoke,ratings,8,/)
})

test('eval: an image that cannot be scored is named, the others count', async () => {
  const table = readFileSync(join(cwd, 'ratings.csv'), 'utf8')
  writeFileSync(join(cwd, 'more.csv'), `${table}missing.png,3,0.5\n`)
  const { code, stdout, stderr } = await deqa(['eval', 'run', 'more.csv', '--scale', '1,5'], { cwd })
  expect(code).toBe(3)
  expect(stderr).toContain('1 of 9 images could not be scored')
  expect(stdout).toMatch(/^more +8 /m)
})

test('export: safetensors and a model; what is not there is refused', async () => {
  const { code, stdout } = await deqa(['export', 'run', '--out', 'weights', '--dtype', 'bf16', '--json'], {
    cwd,
  })
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    step: 4,
    files: ['config.json', 'model.safetensors', 'preprocessor_config.json'],
  })
  const model = await deqa(['export', 'run', '--out', 'best', '--format', 'model', '--checkpoint', 'best'], {
    cwd,
  })
  expect(model.code).toBe(0)
  expect((await deqa(['score', '00.png', '--model', 'best', '--csv'], { cwd })).code).toBe(0)
  const adapters = await deqa(['export', 'run', '--out', 'lora', '--format', 'lora'], { cwd })
  expect([adapters.code, adapters.stderr]).toEqual([2, expect.stringContaining('there are no adapters')])
  const blend = (share: string) => deqa(['export', 'run', '--out', 'half', '--blend', share], { cwd })
  const unmixed = await blend('0.5')
  expect([unmixed.code, unmixed.stderr]).toEqual([2, expect.stringContaining('began with random weights')])
  expect((await blend('half')).stderr).toContain('Expected a number from 0 to 1')
  const nothing = await deqa(['export', '.', '--out', 'y'], { cwd })
  expect([nothing.code, nothing.stderr]).toEqual([
    2,
    expect.stringContaining('is no folder of a training run'),
  ])
})

test('report: a table, CSV and a page', async () => {
  const { code, stdout } = await deqa(['report', 'run', '--html', 'pages/page.html'], { cwd })
  expect(code).toBe(0)
  expect(stdout).toMatch(/^smoke +4\/4 /m)
  expect(readFileSync(join(cwd, 'pages/page.html'), 'utf8')).toContain('<svg')
  const csv = await deqa(['report', 'run', '--csv'], { cwd })
  expect(csv.stdout).toMatch(/^smoke,examples,8,/m)
})
