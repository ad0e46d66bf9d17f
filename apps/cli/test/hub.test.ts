import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type HubRepository, type StandInHub, startHub } from '@deqa/vitest'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { deqa, startDeqa } from './run-deqa.ts'
import { runOnTerminal } from './run-on-terminal.ts'
import { temporaryFolder } from './temporary-folder.ts'

const ID = 'deqa-tests/net'
const weights = createHash('sha512').update('weights').digest().toString('hex').repeat(3000)
const files = { 'config.json': '{"model_type": "mplug_owl2"}', 'model.safetensors': weights, 'README.md': '' }
const bytes = files['config.json'].length + weights.length

let home: string
let env: Record<string, string>
beforeEach(() => {
  home = temporaryFolder()
  env = {
    DEQA_CACHE: join(home, 'deqa'),
    HF_HOME: home,
    HF_HUB_CACHE: '',
    HF_TOKEN: '',
    HF_HUB_OFFLINE: '',
    NO_PROXY: '127.0.0.1',
  }
})

async function hubWith(repository: Partial<HubRepository> = {}): Promise<StandInHub> {
  const hub = await startHub({ id: ID, files, ...repository })
  onTestFinished(() => hub[Symbol.asyncDispose]())
  env['HF_ENDPOINT'] = hub.endpoint
  return hub
}

const folderOf = (hub: StandInHub) => join(home, 'hub/models--deqa-tests--net/snapshots', hub.commitOf(ID))

describe('pull', () => {
  test('prints the folder alone, and fetches once', async () => {
    const hub = await hubWith()
    const first = await deqa(['pull', ID], { env })
    expect(first).toMatchObject({ code: 0, stdout: `${folderOf(hub)}\n` })
    expect(first.stderr).toContain(`a checkpoint, 2 files, 384 kB`)
    expect(first.stderr).toContain(`deqa score <images> --model ${ID}\n`)
    expect(first.stderr).toContain(`deqa convert ${folderOf(hub)} --out`)
    expect(readFileSync(join(folderOf(hub), 'model.safetensors'), 'utf8')).toBe(weights)
    hub.requests.length = 0
    expect(await deqa(['pull', ID], { env })).toMatchObject({ code: 0, stdout: first.stdout })
    expect(hub.requests).toHaveLength(1)
  })

  test('--json', async () => {
    const hub = await hubWith()
    const { stdout } = await deqa(['pull', ID, '--json', '--revision', hub.commitOf(ID)], { env })
    expect(JSON.parse(stdout)).toEqual({
      id: ID,
      revision: hub.commitOf(ID),
      commit: hub.commitOf(ID),
      kind: 'checkpoint',
      folder: folderOf(hub),
      bytes,
      files: ['config.json', 'model.safetensors'],
      bytesFetched: bytes,
    })
  })

  test('--dry-run writes nothing', async () => {
    const hub = await hubWith()
    const { code, stdout } = await deqa(['pull', ID, '--dry-run', '--include', '*.md', 'config*'], { env })
    expect(code).toBe(0)
    expect(stdout).toBe('file         size  here\nREADME.md     0 B   all\nconfig.json  28 B\n')
    const plan = JSON.parse((await deqa(['pull', ID, '--dry-run', '--json'], { env })).stdout)
    expect(plan).toMatchObject({
      commit: hub.commitOf(ID),
      bytes,
      bytesToFetch: bytes,
      folder: folderOf(hub),
    })
    expect(readdirSync(home)).toEqual([])
  })

  test('Ctrl-C keeps what is here, and the same command goes on from there', async () => {
    const hub = await hubWith()
    hub.fault = ({ server }) => (server === 'content' ? { kind: 'slow', pauseMs: 40 } : undefined)
    const digest = hub.digestOf(ID, 'model.safetensors')
    const partial = join(home, `hub/models--deqa-tests--net/blobs/${digest}.deqa.incomplete`)
    const running = startDeqa(['pull', ID], { env })
    while (!existsSync(partial) || statSync(partial).size === 0) await wait(5)
    running.process.kill('SIGINT')
    const { code, stdout, stderr } = await running.finished
    expect(code).toBe(130)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/\d+\.?\d* kB of 384 kB are here; the same command goes on from there\n$/)
    const here = statSync(partial).size
    expect((await deqa(['models'], { env })).stdout).toMatch(/unfinished/)

    hub.fault = () => undefined
    hub.requests.length = 0
    expect((await deqa(['pull', ID], { env })).code).toBe(0)
    expect(hub.requests.find(({ server }) => server === 'content')?.start).toBe(here)
    expect(readFileSync(join(folderOf(hub), 'model.safetensors'), 'utf8')).toBe(weights)
  })

  test('--verify finds what has changed on the disk, and fetches it again', async () => {
    const hub = await hubWith()
    await deqa(['pull', ID], { env })
    const file = join(folderOf(hub), 'model.safetensors')
    writeFileSync(file, weights.replace(/.$/, 'x'))
    expect((await deqa(['pull', ID], { env })).code).toBe(0)
    expect(readFileSync(file, 'utf8')).not.toBe(weights)
    expect((await deqa(['pull', ID, '--verify'], { env })).code).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe(weights)
  })

  test('without a network: from the cache, or an error', async () => {
    const hub = await hubWith()
    env['HF_HUB_OFFLINE'] = '1'
    const without = await deqa(['pull', ID], { env })
    expect(without).toMatchObject({ code: 4, stdout: '' })
    expect(without.stderr).toContain('HF_HUB_OFFLINE')
    expect(hub.requests).toEqual([])
    await deqa(['pull', ID], { env: { ...env, HF_HUB_OFFLINE: '' } })
    expect(await deqa(['pull', ID], { env })).toMatchObject({ code: 0, stdout: `${folderOf(hub)}\n` })
  })

  test('a LoRA release names its base', async () => {
    const adapter = JSON.stringify({ base_model_name_or_path: 'MAGAer13/mplug-owl2-llama2-7b' })
    await hubWith({
      files: { 'adapter_config.json': adapter, 'adapter_model.bin': 'a', 'non_lora_trainables.bin': 'n' },
    })
    const { stderr } = await deqa(['pull', ID], { env })
    expect(stderr).toContain('also fetches its base, MAGAer13/mplug-owl2-llama2-7b')
    expect(stderr).toContain('--base <folder of the base>')
  })

  test.each([
    ['no name of a repository', ['pull', 'mix3'], {}, 2],
    ['no revision', ['pull', ID, '--revision', '../x'], {}, 2],
    ['no address', ['pull', ID], { HF_ENDPOINT: 'nowhere' }, 2],
    ['no such repository', ['pull', 'deqa-tests/other'], {}, 4],
    ['no such file', ['pull', ID, '--include', '*.gguf'], {}, 4],
  ] as const)('%s', async (_, args, settings, code) => {
    await hubWith()
    const result = await deqa(args, { env: { ...env, ...settings } })
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).toMatch(/^deqa: .+\n/)
  })
})

describe('on a terminal', () => {
  const onTerminal = (args: readonly string[], input: string) => runOnTerminal(args, input, env)

  test.each(['\n', 'y\n', 'Yes\n'])('pull asks, and %j means yes', async (answer) => {
    const hub = await hubWith()
    const { code, stdout, stderr } = await onTerminal(['pull', ID], answer)
    expect(stderr).toContain('Fetch 384 kB? [Y/n]')
    expect(stderr).toMatch(/384 kB of 384 kB {2}2\/2 files/)
    expect(stdout).toBe(`${folderOf(hub)}\n`)
    expect(code).toBe(0)
  })

  test.each(['n\n', 'no\n', 'what?\n', ''])('%j does not', async (answer) => {
    await hubWith()
    const { code, stdout, stderr } = await onTerminal(['pull', ID], answer)
    expect(stderr).toContain('nothing was fetched')
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
    expect(readdirSync(home)).toEqual([])
  })

  test('--yes does not ask, nor does a pull with nothing to fetch', async () => {
    await hubWith()
    for (const args of [
      ['pull', ID, '--yes'],
      ['pull', ID],
    ]) {
      const { code, stderr } = await onTerminal(args, '')
      expect(stderr).not.toContain('[Y/n]')
      expect(code).toBe(0)
    }
  })

  test('rm asks', async () => {
    const hub = await hubWith()
    await onTerminal(['pull', ID, '--yes'], '')
    expect(await onTerminal(['rm', ID], 'n\n')).toMatchObject({ code: 130 })
    expect(existsSync(folderOf(hub))).toBe(true)
    const { code, stderr } = await onTerminal(['rm', ID], 'y\n')
    expect(stderr).toContain('Remove 384 kB at ')
    expect(code).toBe(0)
    expect(existsSync(folderOf(hub))).toBe(false)
  })
})

test('models and rm', async () => {
  const hub = await hubWith()
  await deqa(['pull', ID], { env })
  const listed = await deqa(['models'], { env })
  expect(listed.stdout.split('\n')[1]).toBe(
    `${ID}  main ${hub.commitOf(ID).slice(0, 12)}  a checkpoint  384 kB`,
  )
  expect(listed.stderr).toContain(`in ${join(home, 'hub')}`)
  const { models } = JSON.parse((await deqa(['models', '--json'], { env })).stdout)
  expect(models).toMatchObject([
    { id: ID, refs: { main: hub.commitOf(ID) }, snapshots: [{ kind: 'checkpoint', bytes }] },
  ])

  expect(await deqa(['rm', ID], { env })).toMatchObject({ code: 0, stdout: '' })
  expect((await deqa(['models'], { env })).stdout).toBe('')
  expect(await deqa(['rm', ID], { env })).toMatchObject({ code: 4 })
  expect(await deqa(['rm', '../..'], { env })).toMatchObject({ code: 2 })
})
