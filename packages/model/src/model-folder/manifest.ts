import { createHash } from 'node:crypto'
import { z } from 'zod'
import { MODEL_VARIANTS } from '../tokenizer/prompts.ts'
import { ModelInvalidError } from './errors.ts'

/** The file that makes a folder a model folder. */
export const MANIFEST_FILE = 'deqa-model.json'

/**
 * Names of a scoring graph's input, normalised pixels [B · V, 3, S, S], and output, level logits [B, K], bad first. V views
 * are looked at together: 1, unless the abstractor's `views` say otherwise.
 */
export const GRAPH_INPUT = 'pixels'
export const GRAPH_OUTPUT = 'logits'

/** The file that the graphs of a model read their weights from. */
export const WEIGHTS_FILE = 'weights.bin'

/** The layout of model folders that this version reads and writes. */
const FORMAT_VERSION = 1

/** How a model's matrices are stored: as float32 or float16, or rounded to 8 bits by rows or 4 in blocks of 32. */
export const MODEL_DTYPES = ['fp32', 'fp16', 'q8', 'q4'] as const

export type ModelDtype = (typeof MODEL_DTYPES)[number]

const count = z.int().positive()
const positive = z.number().positive()
const channels = z.tuple([z.number(), z.number(), z.number()])
const deviations = z.tuple([positive, positive, positive])
const tokenIds = z.array(z.int().nonnegative()).min(1)
/** A plain name: a manifest must not point outside its folder. */
const fileName = z
  .string()
  .regex(/^[\w.-]+$/, 'expected a plain file name')
  .regex(/[^.]/, 'expected the name of a file, got that of a folder')

const prompt = z.object({
  /** The graph file that scores under this prompt. */
  graph: fileName,
  /** Graph files that go on, one after the other, with what the one before has given. */
  next: z.array(fileName).optional(),
  /** Token ids before and after the image. */
  prefix: tokenIds,
  suffix: tokenIds,
})

const fields = z.object({
  format: z.literal('deqa-model'),
  version: z.literal(FORMAT_VERSION),
  name: z.string().min(1),
  /** False for weights that were never trained. */
  trained: z.boolean(),
  /** What a user must know at each use. */
  notice: z.string().optional(),
  dtype: z.enum(MODEL_DTYPES),
  /** Stored parameters that the scoring graphs use. */
  parameters: count,
  network: z.object({
    vision: z.object({
      width: count,
      layers: count,
      heads: count,
      mlpWidth: count,
      imageSize: count,
      patchSize: count,
      layerNormEps: positive,
    }),
    abstractor: z.object({
      width: count,
      layers: count,
      heads: count,
      mlpWidth: count,
      queries: count,
      mlpNormEps: positive,
      /** Views of a picture that it looks at together; absent where each has logits of its own. */
      views: count.optional(),
    }),
    decoder: z.object({
      width: count,
      layers: count,
      heads: count,
      mlpWidth: count,
      vocabularySize: count,
      rmsNormEps: positive,
      ropeTheta: positive,
      maxPositions: count,
    }),
  }),
  preprocessing: z.object({
    size: count,
    mean: channels,
    std: deviations,
    /** Squares cut from each picture; absent where the whole of it is squeezed into one. */
    views: z.object({ longSide: count, along: count, across: count }).optional(),
  }),
  /** Token ids of the levels, bad first. */
  levelIds: z.array(z.int().nonnegative()).length(5),
  prompts: z.object({ scorer: prompt, eval: prompt, aesthetics: prompt.optional(), hub: prompt.optional() }),
  /** Whose weights they are, where not DeQA-Score's. */
  variant: z.enum(MODEL_VARIANTS).optional(),
  /** Every other file of the folder that the model needs. */
  files: z.record(fileName, z.object({ bytes: z.int().nonnegative(), sha256: z.string().length(64) })),
})

/** What is in no list of files has no digest to be compared with. */
const schema = fields.superRefine(({ prompts, files }, context) => {
  for (const name of new Set([
    WEIGHTS_FILE,
    ...Object.values(prompts).flatMap((p) => (p ? graphFiles(p) : [])),
  ])) {
    if (Object.hasOwn(files, name)) continue
    context.addIssue({
      code: 'custom',
      path: ['files'],
      message: `expected size and digest of ${name}, which the model needs`,
    })
  }
})

/** What a model folder says about itself. */
export type Manifest = z.infer<typeof schema>

/** The graph files of a prompt, one after the other. */
export function graphFiles({ graph, next = [] }: z.infer<typeof prompt>): string[] {
  return [graph, ...next]
}

/** The bytes of the manifest file. */
export function serializeManifest(manifest: Omit<Manifest, 'format' | 'version'>): string {
  return `${JSON.stringify({ format: 'deqa-model', version: FORMAT_VERSION, ...manifest }, null, 2)}\n`
}

/**
 * @param file - how to call the file in errors.
 * @throws {ModelInvalidError} if it is not JSON, or not a manifest of this version.
 */
export function parseManifest(text: string, file: string): Manifest {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new ModelInvalidError(file, `not JSON (${(cause as Error).message})`)
  }
  return checkManifest(json, file)
}

/**
 * @param json - what a manifest file holds.
 * @param file - how to call the file in errors.
 * @throws {ModelInvalidError} if it is not a manifest of this version.
 */
export function checkManifest(json: unknown, file: string): Manifest {
  const parsed = schema.safeParse(json)
  if (!parsed.success) throw new ModelInvalidError(file, z.prettifyError(parsed.error))
  return parsed.data
}

/** The revision of a model: the first 12 hexadecimal digits of the SHA-256 of its manifest. */
export function revisionOf(manifestText: string): string {
  return createHash('sha256').update(manifestText).digest('hex').slice(0, 12)
}
