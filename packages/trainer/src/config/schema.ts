import { DATASET_NAMES, isDelimiter, tableFormat } from '@deqa/datasets'
import { DEFAULT_MODEL } from '@deqa/model/training'
import { z } from 'zod'
import { defaultOf } from './defaults.ts'
import { NETWORK_SIZE_NAMES } from './network-sizes.ts'

/** A path, which starts from the folder of its file (see `locatePaths`), or one of some words. */
const pathOr = (...words: string[]) => z.string().min(1).meta({ location: words })
const path = pathOr()
const count = z.int().positive()
const amount = z.number().nonnegative()
const positive = z.number().positive()
const share = z.number().min(0).max(1)
/** How much of a moment a step keeps. All of it would leave nothing to divide by when the early steps are made up for. */
const decayRate = z.number().min(0).lt(1)
const split = z.enum(['train', 'validation', 'test', 'all'])
const scale = z.strictObject({ min: z.number(), max: z.number() }).check((context) => {
  if (context.value.min >= context.value.max) {
    context.issues.push({ code: 'custom', input: context.value, message: 'expected min below max' })
  }
})

/** Where ratings come from, besides the split: exactly one of `name`, `table` and `meta`. */
const source = {
  /** A published dataset in the layout it is downloaded in; needs `root`. */
  name: z.enum([...DATASET_NAMES] as [string, ...string[]]).optional(),
  root: path.optional(),
  /** Your own ratings: CSV, TSV, JSONL or Parquet; needs `scale`. */
  table: path.optional(),
  /** A meta JSON of the original system. */
  meta: path.optional(),
  /** Folder of the images, where it is not the usual one. */
  images: path.optional(),
  /** How reports call the dataset. */
  title: z.string().min(1).optional(),
  /**
   * The ends of the scores that become 1 and 5. `observed`: the lowest and highest score of all splits, as upstream
   * does and for published datasets by default; `declared`: those of the scale that the dataset states.
   */
  scale: z.union([z.enum(['observed', 'declared']), scale]).optional(),
  direction: z.enum(['higher-is-better', 'lower-is-better']).optional(),
  /** Which column of a table holds what. */
  columns: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
  /** What separates the fields of a CSV or TSV table, where it is not the usual comma or tab. */
  delimiter: z.string().refine(isDelimiter, 'expected one character, no quote or line end').optional(),
  /** Whether its numbers have a comma before their decimals: 3,5. */
  decimalComma: z.boolean().optional(),
  /** Only images with these distortions, as the dataset calls them; `none` stands for images without any. */
  distortions: z.array(z.string().min(1)).min(1).optional(),
  /** A `split.json` in place of the split that comes with the dataset. */
  splitFile: path.optional(),
  /** Deviations that the dataset does not publish: an error, or a share of the range for all images. */
  std: z
    .union([z.literal('required'), z.strictObject({ ratio: positive })])
    .default(defaultOf('datasets[].std')),
}

const SOURCES = ['name', 'table', 'meta'] as const

/** The keys that not every source reads: which do, and what to do about one that would be ignored. */
const READ_BY = {
  root: { sources: ['name'], advice: 'leave it out; the folder of the pictures is called images' },
  direction: {
    sources: ['name', 'table'],
    advice:
      'leave it out; its scores count as better when higher, others have to be turned round in the file',
  },
  columns: { sources: ['table'], advice: 'leave it out; only the columns of a table can be named' },
  delimiter: { sources: ['table'], advice: 'leave it out; only the fields of a table have one between them' },
  decimalComma: { sources: ['table'], advice: 'leave it out; only the numbers of a table can have one' },
} as const satisfies Partial<Record<keyof typeof source, { sources: readonly SourceName[]; advice: string }>>

type SourceName = (typeof SOURCES)[number]

type Source = Partial<Record<SourceName | keyof typeof READ_BY | 'scale', unknown>>

function checkSource(context: z.core.ParsePayload<Source>): void {
  const { value } = context
  const refuse = (message: string, path: string[] = []) =>
    context.issues.push({ code: 'custom', input: value, message, path, continue: true })
  const [own, ...others] = SOURCES.filter((key) => value[key] !== undefined)
  if (own === undefined || others.length > 0) {
    const got = own === undefined ? 'none' : [own, ...others].join(' and ')
    refuse(`expected exactly one of name, table and meta, got ${got}`)
    return
  }
  if (own === 'name' && value.root === undefined) {
    refuse('a published dataset needs its folder: root')
  } else if (own === 'table' && typeof value.scale !== 'object') {
    refuse('a table needs the scale of its scores: scale: { min: 1, max: 5 }')
  }
  if (own === 'table') checkTable(value, refuse)
  for (const [key, { sources, advice }] of Object.entries(READ_BY)) {
    const isRead = (sources as readonly SourceName[]).includes(own)
    if (isRead || value[key as keyof typeof READ_BY] === undefined) continue
    refuse(`a set that is given by ${own} does not read it: ${advice}`, [key])
  }
}

function checkTable(
  { table, delimiter, decimalComma }: Source,
  refuse: (message: string, path: string[]) => void,
): void {
  const format = tableFormat(String(table))
  if (format === undefined) {
    refuse('expected a name that ends in .csv, .tsv, .jsonl, .ndjson or .parquet', ['table'])
  } else if (format !== 'csv' && format !== 'tsv') {
    for (const [key, value] of Object.entries({ delimiter, decimalComma })) {
      if (value !== undefined) refuse(`only a CSV or TSV table reads it, this one is ${format}`, [key])
    }
  }
}

const trainingSet = z
  .strictObject({
    ...source,
    split: split.default(defaultOf('datasets[].split')),
    /** How often each image is seen in an epoch. */
    weight: count.default(defaultOf('datasets[].weight')),
    density: z.enum(['mass', 'density']).default(defaultOf('datasets[].density')),
    /** `stored`: the labels that a meta file holds. */
    labels: z.enum(['computed', 'stored']).default(defaultOf('datasets[].labels')),
  })
  .check(checkSource)
  .check((context) => {
    if (context.value.labels === 'stored' && context.value.meta === undefined) {
      context.issues.push({
        code: 'custom',
        input: context.value,
        path: ['labels'],
        message: 'only a meta file has stored labels',
      })
    }
  })

const evaluationSet = z
  .strictObject({ ...source, split: split.default(defaultOf('evaluation.datasets[].split')) })
  .check(checkSource)

const pattern = z.string().check((context) => {
  try {
    new RegExp(context.value)
  } catch (cause) {
    context.issues.push({
      code: 'custom',
      input: context.value,
      message: cause instanceof Error ? cause.message : String(cause),
    })
  }
})

const part = {
  width: count.optional(),
  layers: count.optional(),
  heads: count.optional(),
  mlpWidth: count.optional(),
}

/** A network by name, with some of its sizes changed; or the one of a checkpoint, with its weights. */
const network = z
  .strictObject({
    size: z.enum(NETWORK_SIZE_NAMES).optional(),
    /** Folder of a checkpoint, or of a finished run, to start from; or `deqa-mini`, the model that comes with us. */
    from: pathOr(DEFAULT_MODEL).optional(),
    vision: z.strictObject({ ...part, imageSize: count.optional(), patchSize: count.optional() }).optional(),
    abstractor: z.strictObject({ ...part, queries: count.optional() }).optional(),
    decoder: z.strictObject({ ...part, maxPositions: count.optional() }).optional(),
  })
  .check((context) => {
    const { size, from, ...parts } = context.value
    const refuse = (message: string) => context.issues.push({ code: 'custom', input: context.value, message })
    if ((size === undefined) === (from === undefined)) refuse('expected exactly one of size and from')
    else if (from !== undefined && Object.keys(parts).length > 0) {
      refuse('a network from a checkpoint has its sizes: leave out vision, abstractor and decoder')
    }
  })

const METRICS = ['plcc', 'srcc', 'krcc', 'rmse', 'js', 'w2', 'kl'] as const
const metric = z.enum(METRICS)

const words = z
  .array(z.string().min(1))
  .min(2)
  .check((context) => {
    const twice = context.value.find((word, i) => context.value.indexOf(word) !== i)
    if (twice !== undefined) {
      context.issues.push({ code: 'custom', input: context.value, message: `"${twice}" is there twice` })
    }
  })

/** The training configuration. Every key it does not know is an error; every default stands in `CONFIG_DEFAULTS`. */
export const trainingConfigSchema = z.strictObject({
  name: z.string().min(1).default(defaultOf('name')),
  seed: z.int().min(0).max(0xffff_ffff).default(defaultOf('seed')),
  mode: z.enum(['pair', 'single']).default(defaultOf('mode')),
  datasets: z.array(trainingSet).min(1),
  network,
  /** Squares cut from each picture in place of the whole of it, padded and squeezed. */
  views: z
    .strictObject({
      /** Pictures with a longer side are reduced to it, in pixels. */
      longSide: count.default(defaultOf('views.longSide')),
      /** Squares in the grid, along the longer side and across it. */
      along: count.default(defaultOf('views.along')),
      across: count.default(defaultOf('views.across')),
      /**
       * Whether the network sees all squares of the grid at once. Otherwise it sees one at a time: training cuts one from
       * anywhere, scoring takes the mean over the grid.
       */
      together: z.boolean().default(defaultOf('views.together')),
    })
    .nullable()
    .default(defaultOf('views')),
  /** How a network begins that starts from nothing. */
  start: z
    .strictObject({
      /**
       * The first layers of the encoder: drawn at random, or so that its tokens begin as the magnitudes of each patch's
       * whitened cosine transform.
       */
      encoder: z.enum(['random', 'spectrum']).default(defaultOf('start.encoder')),
    })
    .prefault({}),
  label: z
    .strictObject({
      method: z
        .enum(['gaussian', 'moment-matched', 'one-hot', 'interpolation'])
        .default(defaultOf('label.method')),
      /** Read by the method `gaussian` alone. */
      variant: z.enum(['paper', 'upstream']).default(defaultOf('label.variant')),
    })
    .prefault({}),
  /** The worst first. Their number is K (Table A6). */
  levels: z.strictObject({ words: words.default(defaultOf('levels.words')) }).prefault({}),
  text: z
    .strictObject({
      /** `auto`, `small`, `published`, or the path of a tokenizer.model. */
      vocabulary: pathOr('auto', 'small', 'published').default(defaultOf('text.vocabulary')),
      questions: z.array(z.string().min(1)).min(1).default(defaultOf('text.questions')),
      system: z.boolean().default(defaultOf('text.system')),
      uncertainty: z.boolean().default(defaultOf('text.uncertainty')),
    })
    .prefault({}),
  /** What is trained (Table A7). */
  train: z
    .strictObject({
      vision: z.boolean().default(defaultOf('train.vision')),
      abstractor: z.boolean().default(defaultOf('train.abstractor')),
      decoder: z.enum(['full', 'lora', 'frozen']).default(defaultOf('train.decoder')),
    })
    .prefault({}),
  /** Read where the decoder is trained by `lora`. */
  lora: z
    .strictObject({
      rank: count.default(defaultOf('lora.rank')),
      alpha: positive.default(defaultOf('lora.alpha')),
      /** Regular expressions for names of modules. */
      targets: z.array(pattern).min(1).nullable().default(defaultOf('lora.targets')),
    })
    .prefault({}),
  loss: z
    .strictObject({
      readOut: z.enum(['closed-set', 'open-set']).default(defaultOf('loss.readOut')),
      rank: z.enum(['fidelity', 'binary-fidelity', 'binary-cross-entropy']).default(defaultOf('loss.rank')),
      deviation: z.enum(['predicted', 'detached', 'fixed']).default(defaultOf('loss.deviation')),
      /**
       * How surely the fidelity loss is to prefer one of two strengths of one distortion of one reference: as the
       * raters do (Eq. 6), or for certain the one with the higher MOS.
       */
      strengths: z.enum(['rated', 'certain']).default(defaultOf('loss.strengths')),
      weightRank: amount.default(defaultOf('loss.weightRank')),
      weightNextToken: amount.default(defaultOf('loss.weightNextToken')),
      weightSoftLabel: amount.default(defaultOf('loss.weightSoftLabel')),
      weightInLevel: amount.default(defaultOf('loss.weightInLevel')),
    })
    .prefault({}),
  batch: z
    .strictObject({
      /** Pairs in one batch, or images in single mode. */
      size: count.default(defaultOf('batch.size')),
      /** Batches whose mean gradient makes one update. */
      accumulation: count.default(defaultOf('batch.accumulation')),
    })
    .prefault({}),
  schedule: z
    .strictObject({
      epochs: positive.default(defaultOf('schedule.epochs')),
      /** Updates, in place of epochs. */
      steps: count.nullable().default(defaultOf('schedule.steps')),
      learningRate: positive.default(defaultOf('schedule.learningRate')),
      warmupRatio: share.default(defaultOf('schedule.warmupRatio')),
      decay: z.enum(['cosine', 'linear', 'constant']).default(defaultOf('schedule.decay')),
    })
    .prefault({}),
  optimizer: z
    .strictObject({
      beta1: decayRate.default(defaultOf('optimizer.beta1')),
      beta2: decayRate.default(defaultOf('optimizer.beta2')),
      epsilon: positive.default(defaultOf('optimizer.epsilon')),
      weightDecay: amount.default(defaultOf('optimizer.weightDecay')),
      /** null: gradients are not clipped. */
      maxGradientNorm: positive.nullable().default(defaultOf('optimizer.maxGradientNorm')),
    })
    .prefault({}),
  engine: z
    .strictObject({
      name: z.enum(['onnx', 'tfjs']).default(defaultOf('engine.name')),
      threads: count.nullable().default(defaultOf('engine.threads')),
      /** Batches of an update whose gradients are computed at the same time, each by a thread with `threads` inside. */
      workers: count.default(defaultOf('engine.workers')),
      /** How frozen matrices are kept while others train. */
      frozen: z.enum(['fp32', 'q8', 'q4']).default(defaultOf('engine.frozen')),
    })
    .refine(({ name, frozen }) => name === 'onnx' || frozen === 'fp32', {
      path: ['frozen'],
      error: 'expected fp32 with the tfjs engine, which has no products in 8 or 4 bits',
    })
    .refine(({ name, workers }) => name === 'onnx' || workers === 1, {
      path: ['workers'],
      error: 'expected 1 with the tfjs engine, which computes one batch after the other',
    })
    .prefault({}),
  data: z
    .strictObject({
      /** Threads that decode and resize; 0: none but the main one. */
      workers: z.int().nonnegative().default(defaultOf('data.workers')),
      /** Batches made ready ahead. */
      prefetch: count.default(defaultOf('data.prefetch')),
      cacheMiB: amount.default(defaultOf('data.cacheMiB')),
      /** Folder that keeps resized images for later runs. */
      cacheFolder: path.nullable().default(defaultOf('data.cacheFolder')),
      cacheFolderMiB: amount.default(defaultOf('data.cacheFolderMiB')),
      badImages: z.enum(['stop', 'replace']).default(defaultOf('data.badImages')),
      /** Mirror each image with a chance of one half. */
      flip: z.boolean().default(defaultOf('data.flip')),
      /** Turn the squares of each image by 0, 90, 180 or 270 degrees, all equally likely. */
      turn: z.boolean().default(defaultOf('data.turn')),
      /**
       * Share of the pairs whose images are copies of one reference, seen at the same place, where a dataset says what its
       * images were made from. The others are any two images of a dataset.
       */
      sameReference: share.default(defaultOf('data.sameReference')),
      /** Share of the pairs of one reference whose images have one kind of distortion too, at two strengths. */
      sameDistortion: share.default(defaultOf('data.sameDistortion')),
    })
    .refine(({ sameReference, sameDistortion }) => sameReference > 0 || sameDistortion === 0, {
      path: ['sameDistortion'],
      error: 'expected 0 without pairs of one reference, of which it is a share: data.sameReference',
    })
    .prefault({}),
  evaluation: z
    .strictObject({
      datasets: z.array(evaluationSet).default([]),
      everySteps: count.nullable().default(defaultOf('evaluation.everySteps')),
      everyEpochs: positive.default(defaultOf('evaluation.everyEpochs')),
      metrics: z.array(metric).min(1).default(defaultOf('evaluation.metrics')),
    })
    .prefault({}),
  checkpoints: z
    .strictObject({
      everySteps: count.nullable().default(defaultOf('checkpoints.everySteps')),
      everyEpochs: positive.default(defaultOf('checkpoints.everyEpochs')),
      keepLast: count.default(defaultOf('checkpoints.keepLast')),
      /** The metric by which the best checkpoint is kept; null: none is. */
      best: metric.nullable().default(defaultOf('checkpoints.best')),
    })
    .prefault({}),
  output: z
    .strictObject({
      logEverySteps: count.default(defaultOf('output.logEverySteps')),
      tensorBoard: z.boolean().default(defaultOf('output.tensorBoard')),
      html: z.boolean().default(defaultOf('output.html')),
    })
    .prefault({}),
})

/** A complete training configuration, defaults filled in. */
export type TrainingConfig = z.output<typeof trainingConfigSchema>

/** What may be written: everything that has a default may be left out. */
export type TrainingConfigInput = z.input<typeof trainingConfigSchema>

export type TrainingSetConfig = TrainingConfig['datasets'][number]
export type EvaluationSetConfig = TrainingConfig['evaluation']['datasets'][number]
export type EvaluationMetric = (typeof METRICS)[number]
