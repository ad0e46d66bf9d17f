import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { inaccessible } from '../system/file-inaccessible-error.ts'
import { digestFile } from './digest-file.ts'
import { ModelInvalidError } from './errors.ts'
import type { LocateOptions } from './locate-hub-model.ts'
import { locateModel } from './locate-model.ts'
import { graphFiles, MANIFEST_FILE, type Manifest, parseManifest, revisionOf } from './manifest.ts'

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
 * @throws {FileInaccessibleError} if the manifest is there and cannot be read.
 */
export async function readModelFolder(model: string, options: LocateOptions = {}): Promise<ModelFolder> {
  const folder = await locateModel(model, options)
  const file = join(folder, MANIFEST_FILE)
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw inaccessible(error, file, 'a file to read')
  })
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
 * @throws {FileInaccessibleError} if one cannot be read.
 */
export async function verifyModelFolder(model: ModelFolder, signal?: AbortSignal): Promise<void> {
  await verifyGraphs(model, signal)
  await verifyWeights(model, signal)
}

/**
 * The quick part of `verifyModelFolder`: the sizes of all files, and the digests of the graphs. After it a runtime may
 * open a graph; what it computes is of no use before `verifyWeights`.
 */
export async function verifyGraphs({ folder, manifest }: ModelFolder, signal?: AbortSignal): Promise<void> {
  for (const [name, { bytes }] of Object.entries(manifest.files)) {
    const file = join(folder, name)
    const found = await stat(file).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOENT') throw inaccessible(cause, file, 'a file to read')
      throw new ModelInvalidError(file, 'the manifest names this file, but it is not there')
    })
    if (found.size !== bytes) {
      throw new ModelInvalidError(file, `expected ${bytes} bytes, found ${found.size}`)
    }
  }
  await compareDigests(folder, manifest, (name) => isGraph(manifest, name), signal)
}

/** The rest of `verifyModelFolder`: the digests of what the graphs compute with, which may be gigabytes. */
export async function verifyWeights({ folder, manifest }: ModelFolder, signal?: AbortSignal): Promise<void> {
  await compareDigests(folder, manifest, (name) => !isGraph(manifest, name), signal)
}

function isGraph({ prompts }: Manifest, file: string): boolean {
  return Object.values(prompts).some((prompt) => prompt && graphFiles(prompt).includes(file))
}

async function compareDigests(
  folder: string,
  { files }: Manifest,
  isMeant: (name: string) => boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const [name, { sha256 }] of Object.entries(files)) {
    if (!isMeant(name)) continue
    const file = join(folder, name)
    const found = await digestFile(file, signal).catch((error: unknown) => {
      throw inaccessible(error, file, 'a file to read')
    })
    if (found.sha256 !== sha256) {
      throw new ModelInvalidError(file, `its SHA-256 is ${found.sha256}, expected ${sha256}`)
    }
  }
}
