import type { LevelName } from '@deqa/soft-label'
import type { DeqaError } from '../errors.ts'
import type { ImageInput } from '../image/types.ts'
import type { LocateOptions } from '../model-folder/locate-hub-model.ts'
import type { ModelInfo } from '../model-folder/model-info.ts'
import type { PrepareProgress } from '../prepare/types.ts'
import type { PromptName } from '../tokenizer/prompts.ts'
import type { DeviceChoice } from './choose-device.ts'

/** How good one image is. Levels ascend: bad = 1 … excellent = 5. */
export interface Score {
  /** Mean of the level distribution, in [1, 5]. */
  readonly score: number
  /** Standard deviation of the level distribution, in [0, 2]. */
  readonly std: number
  /** The word for `score`: five equal bins of [1, 5], cut at 1.8, 2.6, 3.4 and 4.2. */
  readonly level: LevelName
  /** Closed-set softmax over the five level tokens; sums to 1. */
  readonly levels: Readonly<Record<LevelName, number>>
  /** Width of the decoded image, in pixels. */
  readonly width: number
  /** Height of the decoded image, in pixels. */
  readonly height: number
  /** Name of the model that gave the score. */
  readonly model: string
  /** Revision of that model: the first 12 hexadecimal digits of the SHA-256 of its manifest. */
  readonly revision: string
}

/** What takes the place of a score when one image cannot be scored. */
export interface ScoreFailure {
  readonly error: DeqaError
}

export type ScoreResult = Score | ScoreFailure

/** Tells the two kinds of result apart. */
export function isScoreFailure(result: ScoreResult): result is ScoreFailure {
  return 'error' in result
}

/** `cacheDir`, `revision`, `token`, `endpoint` and `localFilesOnly` are for a model that is named as on the hub. */
export interface LoadScorerOptions extends LocateOptions {
  /** Which of the model's prompts to use: each has `scorer` and `eval`, Q-Align's more. @default 'scorer' */
  readonly prompt?: PromptName
  /**
   * Where to compute: `auto` is the CPU. `cuda` and `webgpu` fail where the machine or the installed runtime lacks them;
   * no fallback hides that.
   * @default 'auto'
   */
  readonly device?: DeviceChoice
  /** Turn images upright by their EXIF orientation. The original does so with TIFFs alone, which are always turned. @default false */
  readonly autoOrient?: boolean
  /** Threads of the runtime. @default one per physical core */
  readonly threads?: number
  /** Called while a model of the hub is fetched and converted. */
  readonly onProgress?: (progress: PrepareProgress) => void
  readonly signal?: AbortSignal
}

export interface ScoreOptions {
  /** Most images per run of the network, at least 1. Scores move by rounding alone: 1e-5, and 2e-3 at most with q8 and q4. @default 8, and 1 at the released model's size */
  readonly batchSize?: number
  /** Stops at the next batch border with the signal's reason; a running batch is finished first. */
  readonly signal?: AbortSignal
}

/** A loaded model. Scores do not depend on the company an image is scored in. */
export interface Scorer extends AsyncDisposable {
  readonly model: ModelInfo
  /** @throws {DeqaError} if the image cannot be scored. */
  score(input: ImageInput, options?: ScoreOptions): Promise<Score>
  /** Results in input order; an image that cannot be scored becomes a `ScoreFailure`. */
  score(inputs: readonly ImageInput[], options?: ScoreOptions): Promise<ScoreResult[]>
  /**
   * Scores as images come: order kept, at most two batches read ahead, a bad image is one `ScoreFailure`. A batch is
   * filled as long as the source gives; when it is silent for 20 ms and the network has nothing to do, what has come is
   * scored. An error of the source is thrown after the scores of what came before.
   */
  stream(
    inputs: Iterable<ImageInput> | AsyncIterable<ImageInput>,
    options?: ScoreOptions,
  ): AsyncGenerator<ScoreResult, void, undefined>
  /** Frees the session. Later calls throw `SCORER_DISPOSED`; a second dispose does nothing. */
  dispose(): Promise<void>
}
