import type { CropViews } from '../image/crop-views.ts'
import type { PixelStatistics } from '../image/normalize-pixels.ts'
import type { ModelDtype } from '../model-folder/manifest.ts'
import type { NetworkConfig } from '../network/config.ts'
import type { ModelPrompts, ModelVariantName } from '../tokenizer/prompts.ts'

/** Everything about a model folder that is not a weight. */
export interface ModelRecipe {
  readonly name: string
  /** False for weights that were never trained. */
  readonly trained: boolean
  /** What a user must know at each use. */
  readonly notice?: string
  /** How matrices are stored. */
  readonly dtype: ModelDtype
  readonly network: NetworkConfig
  readonly normalization: PixelStatistics
  /** Squares that are cut from a picture. @default the whole of it in one */
  readonly views?: CropViews | undefined
  /** Token ids of the levels, bad first. */
  readonly levelIds: readonly number[]
  readonly prompts: ModelPrompts
  /** Graphs that it is computed in, one after the other. @default by its size, see `layerRanges` */
  readonly parts?: number
  /** Whose weights they are. @default 'deqa' */
  readonly variant?: ModelVariantName
}
