import { z } from 'zod'
import { adapterBase } from './adapter-base.ts'
import { CheckpointCorruptError, CheckpointUnsupportedError } from './checkpoint-errors.ts'
import { readJsonFile } from './read-json-file.ts'

/** What merging needs of a LoRA adapter's `adapter_config.json`. */
export interface AdapterConfig {
  readonly rank: number
  readonly alpha: number
  /** Where it says its base is: a folder, or a name on the hub. */
  readonly base?: string
  /** Full names of the adapted modules, where they are listed. */
  readonly targets?: readonly string[]
}

const schema = z.looseObject({
  peft_type: z.literal('LORA'),
  r: z.int().positive(),
  lora_alpha: z.number().positive(),
  base_model_name_or_path: z.string().nullish(),
  target_modules: z.union([z.string(), z.array(z.string())]).nullish(),
})

/** Settings that do not change how adapters are merged, whatever their value. */
const IRRELEVANT = new Set([
  ...Object.keys(schema.shape),
  ...['auto_mapping', 'inference_mode', 'lora_dropout', 'peft_version', 'revision', 'task_type'],
  ...['loftq_config', 'eva_config', 'corda_config', 'megatron_config', 'megatron_core', 'runtime_config'],
  'qalora_group_size',
])

/** Values that mean the same as leaving a setting out. `true` and 'gaussian' only initialise adapters. */
const NEUTRAL: Readonly<Record<string, readonly unknown[]>> = {
  bias: ['none'],
  init_lora_weights: [true, 'gaussian'],
}

/**
 * Reads an `adapter_config.json`. Settings that would change the merged weights (rank patterns, transposed
 * weights, DoRA and the like) are refused unless they are off, and so is any setting that is unknown and on.
 *
 * @throws {CheckpointNotFoundError} if there is no such file.
 * @throws {CheckpointCorruptError} if it lacks what merging needs.
 * @throws {CheckpointUnsupportedError} for a setting that would change the merged weights.
 */
export async function readAdapterConfig(file: string): Promise<AdapterConfig> {
  const parsed = schema.safeParse(await readJsonFile(file))
  if (!parsed.success) throw new CheckpointCorruptError(file, z.prettifyError(parsed.error))
  const config = parsed.data
  for (const [key, value] of Object.entries(config)) {
    if (IRRELEVANT.has(key) || isOff(value) || NEUTRAL[key]?.includes(value)) continue
    throw new CheckpointUnsupportedError(
      file,
      `${key} is ${JSON.stringify(value).slice(0, 100)}, expected it to be off: plain LoRA can be merged, nothing else`,
      { advice: 'Merge the adapter with its own library and convert the merged checkpoint.' },
    )
  }
  const { r: rank, lora_alpha: alpha, target_modules: targets } = config
  const base = adapterBase(config)
  return {
    rank,
    alpha,
    ...(base === undefined ? {} : { base }),
    ...(Array.isArray(targets) ? { targets } : {}),
  }
}

function isOff(value: unknown): boolean {
  if (value === null || value === undefined || value === false) return true
  return typeof value === 'object' && Object.keys(value).length === 0
}
