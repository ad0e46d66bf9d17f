import type { ModelInfo, StageName } from '@deqa/model'

/** Times of something that was done many times, in milliseconds. */
export interface Times {
  readonly p50: number
  readonly p95: number
  /** How many were measured. */
  readonly runs: number
}

/** What `deqa bench` measured. The form of its JSON. */
export interface BenchReport {
  readonly kind: 'deqa-bench'
  readonly deqa: string
  readonly machine: {
    readonly platform: string
    readonly processor: string
    readonly cores: number
    readonly memoryBytes: number
    readonly node: string
    readonly onnxruntime: string
  }
  readonly model: ModelInfo
  readonly settings: {
    readonly batchSize: number
    readonly threads: number | null
    readonly autoOrient: boolean
    readonly images: string
  }
  /** From the call to a scorer that can score, digests of all files compared. */
  readonly loadMs: number
  /** The first image after that, which also warms up. */
  readonly firstScoreMs: number
  /** One image alone, from file to score. */
  readonly latencyMs: Times
  /** Many images in batches, decoding beside the network. */
  readonly imagesPerSecond: number
  /** Memory of the process when the model has been loaded and has scored one image. */
  readonly loadedRssBytes: number
  /** The most at any moment of loading and of the measurements above. */
  readonly peakRssBytes: number
  /** For one image of a batch, each stage alone. */
  readonly stages: readonly (Times & {
    readonly name: StageName
    /** Of the sum of all medians, in [0, 1]. */
    readonly share: number
  })[]
}
