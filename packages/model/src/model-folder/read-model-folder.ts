import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { digestFile } from './digest-file.ts'
import { ModelInvalidError } from './errors.ts'
import type { LocateOptions } from './locate-hub-model.ts'
import { locateModel } from './locate-model.ts'
import { MANIFEST_FILE, type Manifest, parseManifest, revisionOf } from './manifest.ts'

/** A model folder whose manifest has been read. */
export interface ModelFolder {
  /** Absolute path. */
  readonly folder: string
  readonly manifest: Manifest
  readonly revision: string
}

/**
 * Finds a model and reads its manifest; its other files are not looked at.
 * @throws {ModelNotFoundError}
 * @throws {ModelInvalidError} also if it has another dtype than the one that was asked for.
 */
export async function readModelFolder(model: string, options: LocateOptions = {}): Promise<ModelFolder> {
  const folder = await locateModel(model, options)
  const file = join(folder, MANIFEST_FILE)
  const text = await readFile(file, 'utf8')
  const manifest = parseManifest(text, file)
  const { dtype = 'auto' } = options
  if (dtype !== 'auto' && dtype !== manifest.dtype) {
    throw new ModelInvalidError(
      folder,
      `expected a model in ${dtype}, this one is in ${manifest.dtype}`,
      `Convert its checkpoint with dtype ${dtype}, or do not ask for one.`,
    )
  }
  return { folder, manifest, revision: revisionOf(text) }
}

/**
 * Compares every file of a model folder with the size and digest in its manifest.
 * @throws {ModelInvalidError} for the first file that is missing, truncated or altered.
 */
export async function verifyModelFolder(
  { folder, manifest }: ModelFolder,
  signal?: AbortSignal,
): Promise<void> {
  for (const [name, expected] of Object.entries(manifest.files)) {
    const file = join(folder, name)
    const found = await digestFile(file, signal).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOENT') throw cause
      throw new ModelInvalidError(file, 'the manifest names this file, but it is not there')
    })
    if (found.bytes !== expected.bytes) {
      throw new ModelInvalidError(file, `expected ${expected.bytes} bytes, found ${found.bytes}`)
    }
    if (found.sha256 !== expected.sha256) {
      throw new ModelInvalidError(file, `its SHA-256 is ${found.sha256}, expected ${expected.sha256}`)
    }
  }
}
