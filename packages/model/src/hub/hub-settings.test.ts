import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { HubSettingInvalidError } from './errors.ts'
import { hubCacheFolder, hubSettings, hubToken } from './hub-settings.ts'

describe('the cache', () => {
  test.each([
    ['nothing', {}, join(homedir(), '.cache/huggingface/hub')],
    ['XDG_CACHE_HOME', { XDG_CACHE_HOME: '/x' }, '/x/huggingface/hub'],
    ['HF_HOME', { HF_HOME: '/h', XDG_CACHE_HOME: '/x' }, '/h/hub'],
    ['a home with a tilde', { HF_HOME: '~/h' }, join(homedir(), 'h/hub')],
    ['HF_HUB_CACHE', { HF_HUB_CACHE: '/c', HF_HOME: '/h' }, '/c'],
    ['its old name', { HUGGINGFACE_HUB_CACHE: '/c' }, '/c'],
  ])('by %s', (_, env, folder) => {
    expect(hubCacheFolder({}, env)).toBe(folder)
  })

  test('an option wins', () => {
    expect(hubCacheFolder({ cacheDir: '/o' }, { HF_HUB_CACHE: '/c' })).toBe('/o')
  })
})

test.each([
  [{}, {}, 'https://huggingface.co'],
  [{}, { HF_ENDPOINT: 'https://mirror.example/hub/' }, 'https://mirror.example/hub'],
  [{ endpoint: 'http://127.0.0.1:80' }, { HF_ENDPOINT: 'https://mirror.example' }, 'http://127.0.0.1'],
])('endpoint of %j and %j', (options, env, endpoint) => {
  expect(hubSettings('a/b', options, env).endpoint).toBe(endpoint)
})

test.each([
  [{}, {}, false],
  [{}, { HF_HUB_OFFLINE: '1' }, true],
  [{}, { HF_HUB_OFFLINE: 'Yes' }, true],
  [{}, { HF_HUB_OFFLINE: '0' }, false],
  [{}, { TRANSFORMERS_OFFLINE: 'true' }, true],
  [{ localFilesOnly: false }, { HF_HUB_OFFLINE: '1' }, false],
  [{ localFilesOnly: true }, {}, true],
])('offline of %j and %j', (options, env, offline) => {
  expect(hubSettings('a/b', options, env).offline).toBe(offline)
})

test.each(['main', 'v1.0', 'refs/pr/5', 'feature/x-y', '246e219b7e3bc9b5dff5269c1a8564087aefca3f'])(
  'revision %s',
  (revision) => {
    expect(hubSettings('a/b', { revision }, {}).revision).toBe(revision)
  },
)

test.each(['', '..', '../x', 'a/../b', '/a', 'a/', 'a//b', 'a\\b', 'a b', 'a?b', 'a#b', '%2e'])(
  'no revision: %s',
  (revision) => {
    expect(() => hubSettings('a/b', { revision }, {})).toThrow(HubSettingInvalidError)
  },
)

test('the token: option, environment, then the file of a login', async () => {
  const home = await mkdtemp(join(tmpdir(), 'deqa-token-'))
  expect(await hubToken('a/b', {}, { HF_HOME: home })).toBeUndefined()
  await writeFile(join(home, 'token'), 'hf_login\n')
  expect(await hubToken('a/b', {}, { HF_HOME: home })).toBe('hf_login')
  expect(await hubToken('a/b', {}, { HF_HOME: home, HF_TOKEN: 'hf_env' })).toBe('hf_env')
  expect(await hubToken('a/b', { token: 'hf_option' }, { HF_HOME: home, HF_TOKEN: 'hf_env' })).toBe(
    'hf_option',
  )
  expect(await hubToken('a/b', { token: '' }, { HF_HOME: home })).toBeUndefined()
  await rm(home, { recursive: true })
})

test('a token that no header can carry is refused by its place, and not told', async () => {
  const home = await mkdtemp(join(tmpdir(), 'deqa-token-'))
  const file = join(home, 'token')
  await writeFile(file, '“hf_secret”\n')
  const cases = [
    [{ token: 'hf_sec\nret' }, {}, 'token: expected', 'U+000A as character 7 of 10'],
    [{}, { HF_TOKEN: '‘hf_secret’' }, 'HF_TOKEN: expected', 'U+2018 as character 1 of 11'],
    [
      {},
      { HUGGING_FACE_HUB_TOKEN: 'hf sécret' },
      'HUGGING_FACE_HUB_TOKEN: expected',
      'U+0020 as character 3',
    ],
    [{}, { HF_HOME: home }, `${file}: expected`, 'U+201C as character 1'],
  ] as const
  for (const [options, env, setting, found] of cases) {
    const error = await hubToken('a/b', options, env).catch((error) => error)
    expect(error).toBeInstanceOf(HubSettingInvalidError)
    expect(error.message).toContain(setting)
    expect(error.message).toContain(found)
    expect(error.message).not.toMatch(/hf_|secret/)
  }
  await rm(home, { recursive: true })
})
