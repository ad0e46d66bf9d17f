import { TensorFiles } from './tensor-files.ts'
import type { TensorSource } from './types.ts'
import { readTensorFile } from './weight-files.ts'

/**
 * The tensors of safetensors or PyTorch files as one source, whatever they are for. Reads tables of contents only.
 *
 * @throws {CheckpointNotFoundError | CheckpointCorruptError | CheckpointUnsupportedError} if a file cannot be read.
 */
export async function openTensorFiles(paths: readonly string[]): Promise<TensorSource> {
  return new TensorFiles(await Promise.all(paths.map(readTensorFile)))
}
