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

/** The token in force, if there is one. */
export async function hubToken(
  options: HubOptions = {},
  env: Environment = process.env,
): Promise<string | undefined> {
  const given = options.token ?? (env['HF_TOKEN'] || env['HUGGING_FACE_HUB_TOKEN'])
  if (given !== undefined) return given.trim() || undefined
  const file = env['HF_TOKEN_PATH'] || join(hubHome(env), 'token')
  const text = await readFile(expandHome(file), 'utf8').catch(() => '')
  return text.trim() || undefined
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
