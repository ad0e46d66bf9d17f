import { basename, dirname, join, resolve } from 'node:path'
import { accountTensors } from '../checkpoint/account-tensors.ts'
import { openCheckpoint } from '../checkpoint/open-checkpoint.ts'
import { folderBytes } from '../model-folder/folder-bytes.ts'
import { describeModel } from '../model-folder/model-info.ts'
import { parseCheckpointConfig } from '../network/config.ts'
import { listParameters } from '../network/parameters.ts'
import { DiskFullError, isDiskFull } from '../system/disk-full-error.ts'
import { stampFolders } from './conversion-journal.ts'
import type { ModelRecipe } from './model-recipe.ts'
import { readNormalization } from './read-normalization.ts'
import { readPrompts } from './read-prompts.ts'
import { writeStagedFolder } from './staged-folder.ts'
import type { ConvertOptions, ConvertReport } from './types.ts'
import { withPositionTables } from './with-position-tables.ts'
import { writeModel } from './write-model.ts'

/** To be raised when a conversion gives other bytes than before for the same checkpoint and options. */
const CONVERTER = 3

/**
 * Makes a model folder of a checkpoint in the original system's format: safetensors or PyTorch files, single or
 * sharded, fp32, fp16 or bf16, or a LoRA release over its base. Tensors stream one at a time; the output folder
 * appears when it is whole. A conversion that was aborted or killed, or for which the disk was too small, goes on where
 * it was when the same is asked for again, to the same bytes; until then a hidden folder beside `out` holds what is done.
 *
 * @param checkpoint - folder of the checkpoint.
 * @param out - folder of the model; its parents are made.
 * @throws {CheckpointNotFoundError | CheckpointCorruptError | CheckpointUnsupportedError} if the files cannot be read.
 * @throws {CheckpointMismatchError} if its tensors are not those that its `config.json` calls for.
 * @throws {ConfigInvalidError | TokenizerInvalidError} if its configuration or tokenizer cannot be used.
 * @throws {ModelInvalidError} if something is at `out` that may not be replaced.
 * @throws {DiskFullError} if the model cannot fit, before its weights are written; or if the disk fills up.
 * @throws {FileInaccessibleError} if nothing can be created at `out`, or a file of the checkpoint cannot be read.
 * @throws {ModelInvalidError} with `verify`, if what was written is not what it should be.
 */
export async function convertCheckpoint(
  checkpoint: string,
  out: string,
  options: ConvertOptions = {},
): Promise<ConvertReport> {
  const { base, signal } = options
  await using source = await openCheckpoint(checkpoint, {
    ...(base === undefined ? {} : { base }),
    ...(signal ? { signal } : {}),
  })
  const configFile = join(source.folder, 'config.json')
  const found = parseCheckpointConfig(source.config, configFile)
  const config = options.variant === undefined ? found : { ...found, variant: options.variant }
  const warnings: string[] = []

  const { absentTables } = accountTensors(source, listParameters(config.network))
  if (absentTables.length > 0) {
    warnings.push('The checkpoint holds no position tables of the abstractor; they are computed.')
  }
  const folders = [source.folder, ...(source.baseFolder === undefined ? [] : [source.baseFolder])]
  const { prompts, levelIds, warning } = await readPrompts(config, configFile, folders, options.tokenizer)
  if (warning !== undefined) warnings.push(warning)

  const recipe: ModelRecipe = {
    name: options.name ?? basename(resolve(out)),
    trained: true,
    dtype: options.dtype ?? 'fp32',
    network: config.network,
    normalization: await readNormalization(
      join(source.folder, 'preprocessor_config.json'),
      config.network.vision.imageSize,
    ),
    ...(config.views && { views: config.views }),
    levelIds,
    prompts,
    variant: config.variant,
  }
  const stamp = [CONVERTER, await stampFolders(folders)]
  const verification = await writeStagedFolder(
    out,
    {
      overwrite: options.overwrite ?? false,
      keepsAfter: (error) => signal?.aborted === true || isDiskFull(error) || error instanceof DiskFullError,
      ...(signal && { signal }),
    },
    (folder) => writeModel(withPositionTables(source, config.network), recipe, folder, { ...options, stamp }),
  ).catch((error: unknown) => {
    if (!isDiskFull(error)) throw error
    const folder = dirname(resolve(out))
    throw new DiskFullError(recipe.name, folder, 'the disk is full while the model is written', error)
  })
  return {
    ...{ model: await describeModel(out), bytes: await folderBytes(out), warnings },
    ...(verification && { verification }),
  }
}
