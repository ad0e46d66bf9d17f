import { execFile, spawn, spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startHub } from '@deqa/vitest'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { prepareModel } from '../../src/prepare/prepare-model.ts'
import { contentsOf } from '../hub/small-repositories.ts'
import { checkpointRepository, ID } from './convertible-checkpoint.ts'

const scriptFile = fileURLToPath(new URL('prepare-in-process.mts', import.meta.url))
// `tsx` is this package's, whichever folder the suite was started from.
const packageFolder = fileURLToPath(new URL('../..', import.meta.url))

/** The hub cache holds the checkpoint; `expected` is what every conversion of it must give. */
let home: string
let expected: Record<string, string>
let commit: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'deqa-prepare-'))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
  await using hub = await startHub({ id: ID, files: checkpointRepository() })
  const places = { cacheDir: join(home, 'hub'), modelCacheDir: join(home, 'whole') }
  expected = contentsOf((await prepareModel(ID, { ...places, endpoint: hub.endpoint })).folder)
  commit = hub.commitOf(ID)
})

const environment = (modelCache: string): NodeJS.ProcessEnv => ({
  ...process.env,
  ...{ HF_HUB_CACHE: join(home, 'hub'), DEQA_CACHE: modelCache, ID },
})

/** Starts to prepare the model; `begun` resolves when it is being converted. */
function startPrepare(modelCache: string) {
  const child = spawn(process.execPath, ['--conditions=@deqa/source', '--import=tsx', scriptFile], {
    cwd: packageFolder,
    env: environment(modelCache),
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  const ended = new Promise<string>((resolve) => child.on('close', () => resolve(output)))
  const begun = new Promise<void>((resolve) => {
    child.stdout.on('data', (text) => {
      output += text
      if (output.includes('converting')) resolve()
    })
    child.stderr.on('data', (text) => {
      output += text
    })
    void ended.then(() => resolve())
  })
  return { child, begun, ended }
}

// Twenty times, and what is gone on with: convert/resume.test.ts.
test('kill -9 at random moments of a conversion, 6 times: never half a model, and the last run is right', {
  timeout: 120_000,
}, async () => {
  const modelCache = join(home, 'deqa')
  const models = join(modelCache, 'models/deqa-tests--tiny')
  const target = `${commit}-fp32`
  const delays: number[] = []
  for (let round = 0; round < 6; round++) {
    const running = startPrepare(modelCache)
    await running.begun
    // It takes about 350 ms from there; the last moments are those in which files get their names.
    delays.push(Math.random() * 400)
    await Promise.race([wait(delays.at(-1)), running.ended])
    running.child.kill('SIGKILL')
    await running.ended
    const where = `killed after ${delays.join(', ')} ms`
    if (readdirSync(models).includes(target)) {
      expect(contentsOf(join(models, target)), where).toEqual(expected)
      await rm(join(models, target), { recursive: true })
    }
    // What the killed ones left does not pile up: one folder, and whose it was.
    expect(readdirSync(models).filter((name) => name.includes('.partial')).length, where).toBeLessThan(3)
  }
  const output = await startPrepare(modelCache).ended
  expect(contentsOf(join(models, target)), output).toEqual(expected)
  expect(readdirSync(models).sort()).toEqual([target, 'refs'])
})

const mount = 'mount -t tmpfs -o size=512k none "$DEQA_CACHE"'
const canMount =
  spawnSync('unshare', ['-rm', 'sh', '-c', mount], { env: { ...process.env, DEQA_CACHE: tmpdir() } })
    .status === 0

// On a disk of its own, which Linux gives to anyone where it allows user namespaces.
test.skipIf(!canMount)(
  'a disk that fills up during a conversion: a clear error, and a model when there is room',
  async () => {
    const modelCache = await mkdtemp(join(home, 'small-'))
    const script = `
    ${mount}
    prepare() { "$NODE" --conditions=@deqa/source --import=tsx "$SCRIPT"; }
    BALLAST="$DEQA_CACHE/ballast" prepare && echo "the first went through"
    rm "$DEQA_CACHE/ballast"
    prepare && sha256sum "$DEQA_CACHE"/models/*/*-fp32/weights.bin`
    const { stdout, stderr } = await promisify(execFile)('unshare', ['-rm', 'sh', '-c', script], {
      cwd: packageFolder,
      env: { ...environment(modelCache), NODE: process.execPath, SCRIPT: scriptFile },
    })
    expect(stderr).toContain('DiskFullError')
    expect(stdout).not.toContain('went through')
    expect(stdout).toContain(expected['weights.bin'])
  },
)
