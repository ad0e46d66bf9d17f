import { z } from 'zod'
import { DeqaError } from '../errors.ts'

/** Sizes of the vision encoder: a ViT. Defaults of the released model: ViT-L/14 at 448 px. */
export interface VisionConfig {
  readonly width: number
  readonly layers: number
  readonly heads: number
  readonly mlpWidth: number
  /** Side of the square input, in pixels. */
  readonly imageSize: number
  /** Side of one patch, in pixels. */
  readonly patchSize: number
  readonly layerNormEps: number
}

/** Sizes of the abstractor, which turns the encoder's tokens into `queries` visual tokens. */
export interface AbstractorConfig {
  readonly width: number
  readonly layers: number
  readonly heads: number
  readonly mlpWidth: number
  readonly queries: number
  /** Epsilon of the norm inside the MLP. The other three norms use PyTorch's default, 1e-5 (upstream fact). */
  readonly mlpNormEps: number
  /** V: views of one picture that the queries look at together. @default 1, as upstream */
  readonly views?: number | undefined
}

/** Sizes of the decoder: LLaMA with two sets of norms, keys and values, one per modality. */
export interface DecoderConfig {
  readonly width: number
  readonly layers: number
  readonly heads: number
  readonly mlpWidth: number
  readonly vocabularySize: number
  readonly rmsNormEps: number
  readonly ropeTheta: number
  readonly maxPositions: number
}

export interface NetworkConfig {
  readonly vision: VisionConfig
  readonly abstractor: AbstractorConfig
  readonly decoder: DecoderConfig
}

/** Thrown when a checkpoint's configuration does not describe a network we can build, or images as it wants them. */
export class ConfigInvalidError extends DeqaError {
  readonly file: string

  constructor(
    file: string,
    problem: string,
    advice = 'Use the config.json that belongs to a DeQA-Score, Q-Align or mPLUG-Owl2 checkpoint.',
  ) {
    super('CONFIG_INVALID', `${file}: ${problem}`, { advice })
    this.file = file
  }
}

const size = z.int().positive()
const epsilon = z.number().positive()

// Absent keys take the values of the released model, as its own configuration class does.
const visionSchema = z.object({
  hidden_size: size.default(1024),
  num_hidden_layers: size.default(24),
  num_attention_heads: size.default(16),
  intermediate_size: size.default(4096),
  image_size: size.default(448),
  patch_size: size.default(14),
  num_channels: z.literal(3).default(3),
  hidden_act: z.literal('quick_gelu').default('quick_gelu'),
  layer_norm_eps: epsilon.default(1e-6),
})

const abstractorSchema = z.object({
  hidden_size: size.default(1024),
  num_hidden_layers: size.default(6),
  num_attention_heads: size.default(16),
  intermediate_size: size.default(2816),
  num_learnable_queries: size.default(64),
  deqa_views: size.optional(),
  encoder_hidden_size: size.default(1024),
  layer_norm_eps: epsilon.default(1e-6),
})

const tokenIds = z.array(z.int().nonnegative()).min(1)
const promptSchema = z.object({ prefix: tokenIds, suffix: tokenIds })

const schema = z.object({
  hidden_size: size.default(4096),
  num_hidden_layers: size.default(32),
  num_attention_heads: size.default(32),
  num_key_value_heads: size.nullish(),
  intermediate_size: size.default(11008),
  vocab_size: size.default(32000),
  rms_norm_eps: epsilon.default(1e-6),
  rope_theta: z.number().positive().default(10000),
  rope_scaling: z.null().optional(),
  max_position_embeddings: size.default(2048),
  hidden_act: z.literal('silu').default('silu'),
  attention_bias: z.literal(false).default(false),
  tie_word_embeddings: z.literal(false).default(false),
  level_ids: z.array(z.int().nonnegative()).nullish(),
  auto_map: z.object({ AutoModelForCausalLM: z.string() }).partial().nullish().catch(undefined),
  deqa_variant: z.enum(['deqa', 'q-align']).optional(),
  deqa_views: z.object({ longSide: size, along: size, across: size }).optional(),
  deqa_prompts: z.object({ scorer: promptSchema, eval: promptSchema }).optional(),
  visual_config: z
    .object({ visual_model: visionSchema.prefault({}), visual_abstractor: abstractorSchema.prefault({}) })
    .prefault({}),
})

/** What a checkpoint's `config.json` says: the network, and the ids of the level tokens where it has them. */
export interface CheckpointConfig {
  readonly network: NetworkConfig
  /** In the order of the file: excellent first. */
  readonly levelIds?: readonly number[]
  /** Ids of the inference prompts, in a checkpoint of ours whose vocabulary has no tokenizer file. */
  readonly prompts?: Readonly<Record<'scorer' | 'eval', z.infer<typeof promptSchema>>>
  /** Whose weights they are. */
  readonly variant: 'deqa' | 'q-align'
  /** Squares that are cut from a picture, in a checkpoint of ours that was trained on such. */
  readonly views?: { readonly longSide: number; readonly along: number; readonly across: number }
}

/**
 * Reads the `config.json` of an upstream checkpoint. Keys that do not concern the network are ignored.
 *
 * @param json - the parsed file.
 * @param file - how to call the file in errors.
 * @throws {ConfigInvalidError} for a value of the wrong kind, a variant that upstream never had (grouped
 *   key-value heads, scaled rotary positions, tied embeddings), or sizes that do not divide.
 */
export function parseCheckpointConfig(json: unknown, file: string): CheckpointConfig {
  const parsed = schema.safeParse(json)
  if (!parsed.success) throw new ConfigInvalidError(file, z.prettifyError(parsed.error))
  const config = parsed.data
  const vision = config.visual_config.visual_model
  const abstractor = config.visual_config.visual_abstractor

  const requireThat = (holds: boolean, problem: string) => {
    if (!holds) throw new ConfigInvalidError(file, problem)
  }
  const divides = (width: number, heads: number, part: string) =>
    requireThat(width % heads === 0, `${part}: width ${width} is not a multiple of its ${heads} heads`)
  divides(vision.hidden_size, vision.num_attention_heads, 'vision encoder')
  divides(abstractor.hidden_size, abstractor.num_attention_heads, 'abstractor')
  divides(config.hidden_size, config.num_attention_heads, 'decoder')
  requireThat(
    (config.hidden_size / config.num_attention_heads) % 2 === 0,
    'decoder: rotary positions need an even head width',
  )
  requireThat(
    (config.num_key_value_heads ?? config.num_attention_heads) === config.num_attention_heads,
    `num_key_value_heads is ${config.num_key_value_heads}, expected ${config.num_attention_heads}: grouped heads are not part of this architecture`,
  )
  requireThat(
    vision.image_size % vision.patch_size === 0,
    `image_size ${vision.image_size} is not a multiple of patch_size ${vision.patch_size}`,
  )
  requireThat(
    abstractor.encoder_hidden_size === vision.hidden_size,
    `encoder_hidden_size is ${abstractor.encoder_hidden_size}, expected the vision encoder's width ${vision.hidden_size}`,
  )
  requireThat(
    abstractor.hidden_size === vision.hidden_size,
    `abstractor width is ${abstractor.hidden_size}, expected the vision encoder's width ${vision.hidden_size}: queries and image rows are joined`,
  )

  return {
    network: {
      vision: {
        width: vision.hidden_size,
        layers: vision.num_hidden_layers,
        heads: vision.num_attention_heads,
        mlpWidth: vision.intermediate_size,
        imageSize: vision.image_size,
        patchSize: vision.patch_size,
        layerNormEps: vision.layer_norm_eps,
      },
      abstractor: {
        width: abstractor.hidden_size,
        layers: abstractor.num_hidden_layers,
        heads: abstractor.num_attention_heads,
        mlpWidth: abstractor.intermediate_size,
        queries: abstractor.num_learnable_queries,
        mlpNormEps: abstractor.layer_norm_eps,
        ...(abstractor.deqa_views !== undefined && { views: abstractor.deqa_views }),
      },
      decoder: {
        width: config.hidden_size,
        layers: config.num_hidden_layers,
        heads: config.num_attention_heads,
        mlpWidth: config.intermediate_size,
        vocabularySize: config.vocab_size,
        rmsNormEps: config.rms_norm_eps,
        ropeTheta: config.rope_theta,
        maxPositions: config.max_position_embeddings,
      },
    },
    variant: config.deqa_variant ?? (isOfQAlign(config) ? 'q-align' : 'deqa'),
    ...(config.level_ids ? { levelIds: config.level_ids } : {}),
    ...(config.deqa_prompts ? { prompts: config.deqa_prompts } : {}),
    ...(config.deqa_views ? { views: config.deqa_views } : {}),
  }
}

/** Q-Align's releases name a file of their own for the model's code; DeQA-Score's names another, and the levels. */
function isOfQAlign({ auto_map, level_ids }: z.infer<typeof schema>): boolean {
  return !level_ids && /^modeling_mplug_owl2\./.test(auto_map?.AutoModelForCausalLM ?? '')
}

/** Patches along one side of the image. */
export function patchesPerSide(vision: VisionConfig): number {
  return vision.imageSize / vision.patchSize
}

/** Tokens the vision encoder gives: one class token, then the patches row by row. */
export function visionTokens(vision: VisionConfig): number {
  return 1 + patchesPerSide(vision) ** 2
}
