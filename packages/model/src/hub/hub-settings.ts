import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { HubSettingInvalidError } from './errors.ts'

/** Where models come from and where they are kept. An option wins over its environment variable. */
export interface HubOptions {
  /** The hub cache, shared with Python's. @default HF_HUB_CACHE, else `hub` in HF_HOME, else ~/.cache/huggingface/hub */
  readonly cacheDir?: string
  /** Branch, tag or commit. @default 'main' */
  readonly revision?: string
  /** Sent to the endpoint and to no other host. @default HF_TOKEN, else the token of `hf auth login` */
  readonly token?: string
  /** Address of the hub or of a mirror. @default HF_ENDPOINT, else https://huggingface.co */
  readonly endpoint?: string
  /** Use the cache alone. @default HF_HUB_OFFLINE */
  readonly localFilesOnly?: boolean
}

export interface HubSettings {
  /** Absolute path. */
  readonly cacheDir: string
  readonly revision: string
  /** Without a slash at its end. */
  readonly endpoint: string
  readonly offline: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The settings in force.
 * @throws {HubSettingInvalidError} if the endpoint is no address, or the revision no name that git allows.
 */
export function hubSettings(
  id: string,
  options: HubOptions = {},
  env: Environment = process.env,
): HubSettings {
  const revision = options.revision ?? 'main'
  // A revision becomes a path below `refs`, and part of an address.
  if (!/^[\w.+-]+(?:\/[\w.+-]+)*$/.test(revision) || revision.split('/').some((name) => /^\.+$/.test(name))) {
    throw new HubSettingInvalidError(id, 'revision', 'a branch, a tag or a commit', revision)
  }
  return {
    cacheDir: hubCacheFolder(options, env),
    revision,
    endpoint: readEndpoint(id, options.endpoint || env['HF_ENDPOINT'] || 'https://huggingface.co'),
    offline: options.localFilesOnly ?? [env['HF_HUB_OFFLINE'], env['TRANSFORMERS_OFFLINE']].some(isOn),
  }
}

/**
 * The token in force, if there is one.
 * @throws {HubSettingInvalidError} if it has a character that no token has. The token itself is in no message.
 */
export async function hubToken(
  id: string,
  options: HubOptions = {},
  env: Environment = process.env,
): Promise<string | undefined> {
  if (options.token !== undefined) return requireToken(id, 'token', options.token)
  for (const name of ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN']) {
    if (env[name]) return requireToken(id, name, env[name])
  }
  const file = expandHome(env['HF_TOKEN_PATH'] || join(hubHome(env), 'token'))
  return requireToken(id, file, await readFile(file, 'utf8').catch(() => ''))
}

/** Without white space around it; undefined if nothing is left. */
function requireToken(id: string, setting: string, text: string): string | undefined {
  const token = text.trim()
  const strange = /[^\x21-\x7e]/u.exec(token)
  if (!strange) return token || undefined
  const code = strange[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
  throw new HubSettingInvalidError(
    id,
    setting,
    'a token of printable ASCII characters without spaces or line breaks',
    `one with U+${code} as character ${strange.index + 1} of ${token.length}`,
    { advice: 'Copy the token again, without quotes.' },
  )
}

/** Absolute path of the hub cache, which may not exist yet. */
export function hubCacheFolder(options: HubOptions = {}, env: Environment = process.env): string {
  const folder =
    options.cacheDir || env['HF_HUB_CACHE'] || env['HUGGINGFACE_HUB_CACHE'] || join(hubHome(env), 'hub')
  return resolve(expandHome(folder))
}

function hubHome(env: Environment): string {
  return expandHome(env['HF_HOME'] || join(env['XDG_CACHE_HOME'] || join('~', '.cache'), 'huggingface'))
}

function expandHome(path: string): string {
  return path === '~' || /^~[/\\]/.test(path) ? join(homedir(), path.slice(1)) : path
}

function isOn(value: string | undefined): boolean {
  return ['1', 'on', 'yes', 'true'].includes(value?.toLowerCase() ?? '')
}

function readEndpoint(id: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new HubSettingInvalidError(id, 'endpoint', 'an address such as https://huggingface.co', text)
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}
