import type { ModelDtype } from '../model-folder/manifest.ts'
import type { ModelInfo } from '../model-folder/model-info.ts'
import type { ModelVariantName } from '../tokenizer/prompts.ts'
import type { WeightsVerification } from './verify-weights.ts'

/** How far a conversion has come. */
export interface ConvertProgress {
  /** What is being written now; absent when all is written. */
  readonly tensor?: string
  readonly tensorsDone: number
  readonly tensorsTotal: number
  readonly bytesDone: number
  readonly bytesTotal: number
}

export interface ConvertOptions {
  /** Folder of the base checkpoint of a LoRA adapter. @default the adapter's own note of its base */
  readonly base?: string
  /** A `tokenizer.model`, or a folder that holds one. @default the checkpoint's, then its base's */
  readonly tokenizer?: string
  /**
   * How to store weights. `fp16` takes half the disk of `fp32`, and becomes float32 again when it is loaded. `q8` and
   * `q4` round the decoder's matrices to 8 bits, one scale per row, or to 4 in blocks of 32, and both those of a large
   * encoder to 8. Products with 8-bit matrices are computed in whole numbers.
   * @default 'fp32'
   */
  readonly dtype?: ModelDtype
  /**
   * Whose weights they are, where the configuration does not tell: Q-Align's models have more prompts.
   * @default what the configuration tells, else 'deqa'
   */
  readonly variant?: ModelVariantName
  /** What the model is called from now on. @default the name of the output folder */
  readonly name?: string
  /** Replace a model that is already at `out`. Nothing but a model folder is ever replaced. @default false */
  readonly overwrite?: boolean
  /** Read what was written again, and compare it with the checkpoint, before the model gets its name. @default false */
  readonly verify?: boolean
  readonly onProgress?: (progress: ConvertProgress) => void
  /** Stops between two tensors with the signal's reason; the same call goes on from there. */
  readonly signal?: AbortSignal
  /** How many bytes of work being killed may cost: what is written is forced to the disk so often. @default 64 MiB */
  readonly syncEveryBytes?: number
}

export interface ConvertReport {
  readonly model: ModelInfo
  /** Size of the model folder. */
  readonly bytes: number
  /** What the user should know, one sentence each: a missing tokenizer, computed position tables. */
  readonly warnings: readonly string[]
  /** With `verify`. */
  readonly verification?: WeightsVerification
}
