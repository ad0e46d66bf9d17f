import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { exists } from '../system/exists.ts'
import { type AdapterConfig, readAdapterConfig } from './adapter-config.ts'
import { CheckpointNotFoundError, CheckpointUnsupportedError } from './checkpoint-errors.ts'
import { MergedLora } from './merge-lora.ts'
import { readJsonFile } from './read-json-file.ts'
import { TensorFiles } from './tensor-files.ts'
import type { StoredTensor, TensorSource } from './types.ts'
import {
  findWeightFiles,
  LORA_FILES,
  readTensorFile,
  readWeightFiles,
  type WeightFormat,
} from './weight-files.ts'

export interface OpenCheckpointOptions {
  /** Folder of the base of a LoRA release. @default the base that the adapter names, if it is a local folder */
  readonly base?: string
  /** Stops between two files with the signal's reason. */
  readonly signal?: AbortSignal
}

/** A checkpoint in the original system's format, ready to be read tensor by tensor. */
export interface OpenedCheckpoint extends TensorSource {
  readonly kind: WeightFormat | 'lora'
  /** Absolute path. */
  readonly folder: string
  /** Absolute path of the base of a LoRA release. */
  readonly baseFolder?: string
  /** Its `config.json`, parsed but not checked; see `parseCheckpointConfig`. */
  readonly config: unknown
  /** Absolute paths of the files that hold tensors. */
  readonly files: readonly string[]
}

/**
 * Opens a folder of weights: `model.safetensors` or `pytorch_model.bin`, each single or sharded by an index
 * (safetensors win, and shards are whatever the index names), or else a LoRA release (`adapter_config.json`,
 * `adapter_model`, `non_lora_trainables.bin`) merged over its base. Reads tables of contents only; tensors
 * follow one at a time. PyTorch's files are read without executing anything.
 *
 * @throws {CheckpointNotFoundError} if a file is missing, or a LoRA release's base is not at hand.
 * @throws {CheckpointCorruptError} if a file is damaged or contradicts its index.
 * @throws {CheckpointUnsupportedError} if a file holds something else than plain tensors.
 * @throws {CheckpointMismatchError} if a LoRA release does not fit its base.
 */
export async function openCheckpoint(
  folder: string,
  options: OpenCheckpointOptions = {},
): Promise<OpenedCheckpoint> {
  const path = resolve(folder)
  await requireFolder(path)
  const full = await openFull(path, options)
  if (full) {
    if (options.base === undefined) return full
    throw new CheckpointUnsupportedError(path, 'is not a LoRA release, so it has no base', {
      advice: 'Leave the base out.',
    })
  }
  const adapterFile = join(path, LORA_FILES.config)
  if (await exists(adapterFile)) return openLora(path, await readAdapterConfig(adapterFile), options)
  throw new CheckpointNotFoundError(
    path,
    'holds no weights: neither model.safetensors nor pytorch_model.bin, nor an index of either, nor a LoRA adapter',
    { advice: 'Give the folder that holds config.json and the weight files.' },
  )
}

async function requireFolder(path: string): Promise<void> {
  const status = await stat(path).catch(() => undefined)
  if (status?.isDirectory()) return
  throw new CheckpointNotFoundError(path, status ? 'expected a folder, got a file' : 'no such folder', {
    advice: 'Give the folder that holds config.json and the weight files.',
  })
}

async function openFull(
  folder: string,
  { signal }: OpenCheckpointOptions,
): Promise<OpenedCheckpoint | undefined> {
  const weights = await findWeightFiles(folder)
  if (!weights) return undefined
  const config = await readJsonFile(join(folder, 'config.json'))
  const source = new TensorFiles(await readWeightFiles(weights, signal))
  return openedFrom(source, { kind: weights.format, folder, config, files: weights.paths })
}

async function openLora(
  folder: string,
  config: AdapterConfig,
  options: OpenCheckpointOptions,
): Promise<OpenedCheckpoint> {
  const baseFolder = await findBase(folder, config, options)
  const base = await openFull(baseFolder, options)
  if (!base) {
    throw new CheckpointNotFoundError(
      baseFolder,
      `holds no weights, but ${folder} needs them as its base`,
      ADVICE,
    )
  }
  const adapterFile = await findOne(folder, LORA_FILES.adapter)
  // Without what was trained beside the adapters the model would run, and score badly.
  const trainedFile = await findOne(folder, LORA_FILES.trained)
  options.signal?.throwIfAborted()
  const adapter = new TensorFiles([await readTensorFile(adapterFile)])
  const trained = new TensorFiles([await readTensorFile(trainedFile)])
  const ownConfig = join(folder, 'config.json')
  return openedFrom(new MergedLora({ base, adapter, trained, config }, folder), {
    kind: 'lora',
    folder,
    baseFolder,
    config: (await exists(ownConfig)) ? await readJsonFile(ownConfig) : base.config,
    files: [adapterFile, trainedFile, ...base.files],
  })
}

const ADVICE = { advice: 'Pass the folder of the base checkpoint (`base`).' }

async function findBase(
  folder: string,
  { base: named }: AdapterConfig,
  { base: given }: OpenCheckpointOptions,
): Promise<string> {
  if (given !== undefined) {
    const path = resolve(given)
    await requireFolder(path)
    return path
  }
  const path = named === undefined ? undefined : resolve(folder, named)
  if (path !== undefined && (await stat(path).catch(() => undefined))?.isDirectory()) return path
  const problem =
    named === undefined ? 'does not name its base' : `names the base ${named}, which is no local folder`
  throw new CheckpointNotFoundError(join(folder, LORA_FILES.config), problem, ADVICE)
}

async function findOne(folder: string, names: readonly string[]): Promise<string> {
  for (const name of names) {
    if (await exists(join(folder, name))) return join(folder, name)
  }
  throw new CheckpointNotFoundError(join(folder, names[0]!), 'no such file, but a LoRA release needs it', {
    advice: 'Download every file of the release.',
  })
}

/** Adds what is known of a checkpoint to a source, without copying the source's state. */
function openedFrom(
  source: TensorSource,
  about: Omit<OpenedCheckpoint, keyof TensorSource>,
): OpenedCheckpoint {
  return {
    ...about,
    tensors: source.tensors as ReadonlyMap<string, StoredTensor>,
    read: (name) => source.read(name),
    readRows: (name, rows) => source.readRows(name, rows),
    close: () => source.close(),
    [Symbol.asyncDispose]: () => source.close(),
  }
}
