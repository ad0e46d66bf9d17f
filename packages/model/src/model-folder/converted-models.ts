import { createHash } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { readRef } from '../hub/cache-layout.ts'
import { HubNotFoundError } from '../hub/errors.ts'
import { isHubId, requireHubId } from '../hub/hub-id.ts'
import { exists } from '../system/exists.ts'
import { chooseDtype, type DtypeChoice } from './choose-dtype.ts'
import { folderBytes } from './folder-bytes.ts'
import { MANIFEST_FILE, MODEL_DTYPES, type ModelDtype, parseManifest } from './manifest.ts'
import { removeFolder } from './remove-folder.ts'

/** Where models that were made of the hub's checkpoints are kept. */
export interface ModelCacheOptions {
  /** @default DEQA_CACHE, else `deqa` in XDG_CACHE_HOME, else ~/.cache/deqa */
  readonly modelCacheDir?: string
}

/**
 * The converted models of one repository:
 *
 *     models/owner--name/<commit>-<dtype>/                a model folder
 *     models/owner--name/<commit>-<dtype>-over-<base>/    one of a LoRA release over a base that the user named
 *     models/owner--name/refs/<branch or tag>             the commit it stood for when it was last prepared
 *     .locks/owner--name/
 */
interface ConvertedFolder {
  readonly root: string
  readonly locks: string
}

/** A model that was made of a checkpoint from a hub. */
export interface ConvertedModel {
  readonly id: string
  readonly commit: string
  readonly dtype: ModelDtype
  /** The base that the user named, in place of the one that a LoRA release names: an id, or a mark of a folder. */
  readonly base?: string
  /** Absolute path of the model folder. */
  readonly folder: string
  /** Of its files. */
  readonly bytes: number
}

/** Which model of a repository. */
export interface ModelVariant {
  readonly commit: string
  readonly dtype: ModelDtype
  /** Base of a LoRA release, if the user named one. */
  readonly base?: string | undefined
}

const VARIANT = new RegExp(`^([0-9a-f]{40})-(${MODEL_DTYPES.join('|')})(?:-over-(.+))?$`)

/** Absolute path of the folder that holds the converted models, which may not exist yet. */
export function modelCacheFolder(
  { modelCacheDir }: ModelCacheOptions = {},
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const folder =
    modelCacheDir || env['DEQA_CACHE'] || join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'deqa')
  return resolve(folder)
}

export function convertedFolder(id: string, options: ModelCacheOptions): ConvertedFolder {
  const cache = modelCacheFolder(options)
  const name = id.replaceAll('/', '--')
  return { root: join(cache, 'models', name), locks: join(cache, '.locks', name) }
}

/** Where a model is, or will be. */
export function variantFolder({ root }: ConvertedFolder, { commit, dtype, base }: ModelVariant): string {
  return join(root, `${commit}-${dtype}${base === undefined ? '' : `-over-${baseMark(base)}`}`)
}

/** An id as a file name, or the start of the SHA-256 of a folder's path. */
function baseMark(base: string): string {
  if (isHubId(base)) return base.replaceAll('/', '--')
  return `folder-${createHash('sha256').update(resolve(base)).digest('hex').slice(0, 12)}`
}

/** The commit that a revision stood for when a model was last made of it. */
export async function convertedCommit(
  id: string,
  revision: string,
  options: ModelCacheOptions,
): Promise<string | undefined> {
  return await readRef(convertedFolder(id, options), revision)
}

/** The folder of a model, if it was made. For `auto`, a manifest of any of its dtypes tells the size. */
export async function findConvertedModel(
  id: string,
  { dtype, ...of }: Omit<ModelVariant, 'dtype'> & { readonly dtype: DtypeChoice },
  options: ModelCacheOptions,
): Promise<string | undefined> {
  const converted = convertedFolder(id, options)
  const there = new Set<ModelDtype>()
  for (const made of MODEL_DTYPES) {
    const manifest = join(variantFolder(converted, { ...of, dtype: made }), MANIFEST_FILE)
    if (await exists(manifest)) there.add(made)
  }
  const [any] = there
  if (any === undefined) return undefined
  const wanted = dtype === 'auto' ? await autoDtype(variantFolder(converted, { ...of, dtype: any })) : dtype
  return there.has(wanted) ? variantFolder(converted, { ...of, dtype: wanted }) : undefined
}

async function autoDtype(folder: string): Promise<ModelDtype> {
  const file = join(folder, MANIFEST_FILE)
  return chooseDtype(parseManifest(await readFile(file, 'utf8'), file).parameters)
}

/** Every converted model, by name, commit and dtype. */
export async function listConvertedModels(options: ModelCacheOptions = {}): Promise<ConvertedModel[]> {
  const models: ConvertedModel[] = []
  const folder = join(modelCacheFolder(options), 'models')
  // No id begins with a dot: that is what a removal that was killed left.
  const names = (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith('.'))
  for (const name of names.sort()) {
    for (const variant of (await readdir(join(folder, name)).catch(() => [])).sort()) {
      const [, commit, dtype, base] = VARIANT.exec(variant) ?? []
      if (commit === undefined) continue
      models.push({
        id: name.split('--').join('/'),
        commit,
        dtype: dtype as ModelDtype,
        ...(base !== undefined && { base: base.replace('--', '/') }),
        folder: join(folder, name, variant),
        bytes: await folderBytes(join(folder, name, variant)),
      })
    }
  }
  return models
}

/**
 * Removes every model that was made of a repository, and what an interrupted conversion left.
 *
 * @returns the folder that was removed.
 * @throws {HubIdInvalidError}
 * @throws {HubNotFoundError} if there is none.
 * @throws {FileInaccessibleError} if the system does not allow it.
 */
export async function removeConvertedModels(id: string, options: ModelCacheOptions = {}): Promise<string> {
  requireHubId(id)
  const { root, locks } = convertedFolder(id, options)
  if (!(await removeFolder(root)))
    throw new HubNotFoundError(
      id,
      `no model was made of it in ${modelCacheFolder(options)}`,
      'See what is there: deqa models',
    )
  await rm(locks, { recursive: true, force: true })
  return root
}
