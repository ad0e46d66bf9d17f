import { CLIP_STATISTICS } from '../image/normalize-pixels.ts'
import type { ModelDtype } from '../model-folder/manifest.ts'
import type { NetworkConfig } from '../network/config.ts'
import { placeWeights } from '../runtime/onnx/weights-file.ts'
import { PUBLISHED_LEVEL_IDS } from '../tokenizer/level-ids.ts'
import { PUBLISHED_PROMPT_IDS } from '../tokenizer/prompts.ts'
import { countParameters, modelGraphs } from './model-graphs.ts'

/** How large a model will be. The graphs themselves, a thousandth of it or less, are not counted. */
export interface ModelSize {
  /** Stored parameters that the scoring graphs use. */
  readonly parameters: number
  /** Bytes of its weights. */
  readonly bytes: number
  /** Bytes on the disk while it is made. */
  readonly bytesWhileMade: number
}

/** The size of a model before anything of it is there: what the graphs of the published prompts would read. */
export function modelSize(network: NetworkConfig, dtype: ModelDtype): ModelSize {
  const { kept, all } = modelGraphs({
    ...{ name: 'size', trained: true, dtype, network, normalization: CLIP_STATISTICS },
    levelIds: PUBLISHED_LEVEL_IDS,
    prompts: PUBLISHED_PROMPT_IDS,
  })
  return {
    parameters: countParameters(kept),
    bytes: placeWeights(kept, '').bytes,
    bytesWhileMade: placeWeights(all, '').bytes,
  }
}
