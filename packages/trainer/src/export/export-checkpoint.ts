import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { LossOptions } from '@deqa/losses'
import {
  type CropViews,
  listParameters,
  type ModelRecipe,
  type NetworkConfig,
  type TensorToWrite,
  type WrittenType,
  writeSafetensors,
  writeSafetensorsShards,
} from '@deqa/model/training'
import { TrainerError } from '../errors.ts'
import { type LoraOptions, loraNames } from '../program/program-parameters.ts'
import { checkpointConfig, preprocessorConfig } from './checkpoint-config.ts'
import { type ParameterValues, parameterSource } from './parameter-source.ts'

/** A trained network, and what belongs to it. */
export interface TrainedNetwork {
  readonly network: NetworkConfig
  /** Every parameter of the network by its upstream name, adapters among them. */
  readonly values: ParameterValues
  /** Names of those that were trained. */
  readonly trained: ReadonlySet<string>
  readonly lora?: LoraOptions
  readonly loss: LossOptions
  /** Bad first. */
  readonly levelIds: readonly number[]
  readonly normalization: ModelRecipe['normalization']
  /** Squares that are cut from a picture, where it was trained on such. */
  readonly views?: CropViews | undefined
  readonly prompts: ModelRecipe['prompts']
  /** The `tokenizer.model` that made the ids, if a file did. */
  readonly tokenizer?: string
  /** Folder of the checkpoint that training began with, if it did with one. */
  readonly base?: string
}

export interface ExportOptions {
  /** How weights are stored. @default 'F32' */
  readonly dtype?: WrittenType
  /**
   * Adapters: `merged` into the weights, or `lora`, a release of adapters over their base, as the original's.
   * @default 'merged'
   */
  readonly adapters?: 'merged' | 'lora'
  readonly signal?: AbortSignal
}

const TORCH_NAMES = { F32: 'float32', F16: 'float16', BF16: 'bfloat16' } as const

/** What PEFT wraps around every name. */
const PREFIX = 'base_model.model.'

/**
 * Writes a checkpoint in the original's layout, which its own code loads and `convertCheckpoint` makes a model of:
 * `config.json`, `preprocessor_config.json`, `tokenizer.model` and `model.safetensors` (shards above 5 GB); or a LoRA
 * release: `adapter_config.json`, `adapter_model.safetensors` and `non_lora_trainables.safetensors`.
 *
 * @param out - a folder that is not there yet, or empty.
 * @returns the names of the files.
 * @throws {TrainerError} (`EXPORT_IMPOSSIBLE`) if the folder is in use, or adapters are asked for and there are none.
 */
export async function exportCheckpoint(
  trained: TrainedNetwork,
  out: string,
  options: ExportOptions = {},
): Promise<string[]> {
  const { dtype = 'F32', adapters = 'merged' } = options
  await requireEmpty(out)
  const config = checkpointConfig(trained.network, {
    levelIds: trained.levelIds,
    loss: trained.loss,
    ...(trained.tokenizer === undefined ? { prompts: trained.prompts } : {}),
    ...(trained.views && { views: trained.views }),
    torchDtype: TORCH_NAMES[dtype],
  })
  const weights =
    adapters === 'lora'
      ? await writeAdapters(trained, out, options)
      : await writeMerged(trained, out, options)
  await writeJson(join(out, 'config.json'), config)
  await writeJson(
    join(out, 'preprocessor_config.json'),
    preprocessorConfig(trained.network.vision.imageSize, trained.normalization),
  )
  if (trained.tokenizer !== undefined) await copyFile(trained.tokenizer, join(out, 'tokenizer.model'))
  return [
    'config.json',
    'preprocessor_config.json',
    ...(trained.tokenizer === undefined ? [] : ['tokenizer.model']),
    ...weights,
  ]
}

async function writeMerged(
  { network, values, lora }: TrainedNetwork,
  out: string,
  { dtype = 'F32', signal }: ExportOptions,
): Promise<string[]> {
  const source = parameterSource(network, values, lora)
  const tensors = listParameters(network).map(
    ({ name, stored }): TensorToWrite => ({ name, shape: stored, read: () => source.read(name) }),
  )
  return writeSafetensorsShards(out, tensors, { dtype, ...(signal && { signal }) })
}

async function writeAdapters(
  { network, values, trained, lora, base }: TrainedNetwork,
  out: string,
  { dtype = 'F32', signal }: ExportOptions,
): Promise<string[]> {
  if (!lora || base === undefined) {
    throw new TrainerError(
      'EXPORT_IMPOSSIBLE',
      lora
        ? 'a LoRA release lies over the checkpoint that training began with, but it did not begin with one'
        : 'there are no adapters: the network was not trained by LoRA',
      { advice: 'Export merged weights.' },
    )
  }
  const adapters: TensorToWrite[] = []
  const others: TensorToWrite[] = []
  const modules: string[] = []
  for (const { name, shape, stored } of listParameters(network)) {
    const { down, up } = loraNames(name)
    const [a, b] = [values.get(down), values.get(up)]
    if (a && b) {
      const [rows, columns] = shape as [number, number]
      modules.push(name.replace(/\.weight$/, ''))
      adapters.push({ name: PREFIX + down, shape: [lora.rank, columns], read: () => a })
      adapters.push({ name: PREFIX + up, shape: [rows, lora.rank], read: () => b })
    } else if (trained.has(name)) {
      others.push({ name: PREFIX + name, shape: stored, read: () => values.get(name)! })
    }
  }
  const write = { dtype, ...(signal && { signal }) }
  await writeSafetensors(join(out, 'adapter_model.safetensors'), adapters, write)
  await writeSafetensors(join(out, 'non_lora_trainables.safetensors'), others, write)
  await writeJson(join(out, 'adapter_config.json'), adapterConfig(lora, resolve(base), modules))
  return ['adapter_config.json', 'adapter_model.safetensors', 'non_lora_trainables.safetensors']
}

function adapterConfig(
  { rank, alpha }: LoraOptions,
  base: string,
  modules: readonly string[],
): Record<string, unknown> {
  return {
    auto_mapping: null,
    base_model_name_or_path: base,
    bias: 'none',
    fan_in_fan_out: false,
    inference_mode: true,
    init_lora_weights: true,
    layers_pattern: null,
    layers_to_transform: null,
    lora_alpha: alpha,
    lora_dropout: 0,
    modules_to_save: null,
    peft_type: 'LORA',
    r: rank,
    revision: null,
    target_modules: modules,
    task_type: 'CAUSAL_LM',
  }
}

async function requireEmpty(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  if ((await readdir(folder)).length === 0) return
  throw new TrainerError('EXPORT_IMPOSSIBLE', `${folder}: expected an empty folder, there are files in it`, {
    advice: 'Choose another output folder.',
  })
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`)
}
