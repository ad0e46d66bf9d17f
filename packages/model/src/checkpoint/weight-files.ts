import { join } from 'node:path'
import { z } from 'zod'
import { exists } from '../system/exists.ts'
import { openFileBytes } from './byte-source.ts'
import { CheckpointCorruptError, CheckpointNotFoundError } from './checkpoint-errors.ts'
import { quote } from './names.ts'
import { readPytorchBin } from './pytorch-bin.ts'
import { readJsonFile } from './read-json-file.ts'
import { readSafetensors } from './safetensors.ts'
import type { TensorFile } from './tensor-layout.ts'

export type WeightFormat = 'safetensors' | 'pytorch'

/** The weight files of a folder, and what an index says about them. */
export interface WeightFiles {
  readonly format: WeightFormat
  readonly paths: readonly string[]
  /** From tensor to the path of its shard. Absent for a single file. */
  readonly index?: ReadonlyMap<string, string>
}

/** Names of the weights of a full checkpoint, in order of preference; an index wins over a single file. */
export const WEIGHT_LAYOUTS = [
  { format: 'safetensors', single: 'model.safetensors', index: 'model.safetensors.index.json' },
  { format: 'pytorch', single: 'pytorch_model.bin', index: 'pytorch_model.bin.index.json' },
] as const

/** Names of the files of a LoRA release; of each list the first that is there counts. */
export const LORA_FILES = {
  config: 'adapter_config.json',
  adapter: ['adapter_model.safetensors', 'adapter_model.bin'],
  trained: ['non_lora_trainables.bin', 'non_lora_trainables.safetensors'],
} as const

const MAX_SHARDS = 10_000

/** Finds the weights of a full checkpoint: safetensors before PyTorch's, an index before a single file. */
export async function findWeightFiles(folder: string): Promise<WeightFiles | undefined> {
  for (const { format, single, index } of WEIGHT_LAYOUTS) {
    if (await exists(join(folder, index))) return followIndex(folder, join(folder, index), format)
    if (await exists(join(folder, single))) return { format, paths: [join(folder, single)] }
  }
  return undefined
}

const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) })

/**
 * The shard of every tensor, by what the index says.
 *
 * @param json - the content of the index.
 * @param file - how to call it in errors.
 * @returns from tensor to the name of a file beside the index.
 * @throws {CheckpointCorruptError} if it is no index, or names anything else than files beside it.
 */
export function shardsOf(json: unknown, file: string): ReadonlyMap<string, string> {
  const parsed = indexSchema.safeParse(json)
  if (!parsed.success) throw new CheckpointCorruptError(file, z.prettifyError(parsed.error))
  const shards = new Map<string, string>()
  for (const [tensor, shard] of Object.entries(parsed.data.weight_map)) {
    // A shard lies beside its index: an index that was downloaded must not choose other files.
    if (!/^[^/\\\0]+$/.test(shard) || shard === '.' || shard === '..') {
      throw new CheckpointCorruptError(file, `expected the name of a file beside it, got ${quote(shard)}`)
    }
    shards.set(tensor, shard)
  }
  const count = new Set(shards.values()).size
  if (count === 0 || count > MAX_SHARDS) {
    throw new CheckpointCorruptError(file, `expected 1 to ${MAX_SHARDS} shards, got ${count}`)
  }
  return shards
}

async function followIndex(folder: string, file: string, format: WeightFormat): Promise<WeightFiles> {
  const shards = shardsOf(await readJsonFile(file), file)
  const index = new Map([...shards].map(([tensor, shard]) => [tensor, join(folder, shard)]))
  const paths = [...new Set(index.values())]
  for (const path of paths) {
    if (await exists(path)) continue
    throw new CheckpointNotFoundError(path, `no such file, but ${file} names it`, {
      advice: 'Finish the download: every shard that the index names is needed.',
    })
  }
  return { format, paths, index }
}

/**
 * Reads the tables of contents of all weight files and checks them against the index. Tensors that an index
 * forgets are kept, so that the account of the whole network decides about them.
 *
 * @throws {CheckpointCorruptError} if a file is damaged, or lacks a tensor that the index promises.
 */
export async function readWeightFiles(weights: WeightFiles, signal?: AbortSignal): Promise<TensorFile[]> {
  const files: TensorFile[] = []
  for (const path of weights.paths) {
    signal?.throwIfAborted()
    files.push(await readTensorFile(path))
  }
  const byPath = new Map(files.map((file) => [file.path, file]))
  for (const [tensor, path] of weights.index ?? []) {
    if (byPath.get(path)!.tensors.has(tensor)) continue
    throw new CheckpointCorruptError(path, `lacks ${quote(tensor)}, which the index says it holds`)
  }
  return files
}

/** Reads the table of contents of one file, as safetensors or as PyTorch's by the ending of its name. */
export async function readTensorFile(path: string): Promise<TensorFile> {
  await using bytes = await openFileBytes(path)
  return await (path.endsWith('.safetensors') ? readSafetensors(bytes) : readPytorchBin(bytes))
}
