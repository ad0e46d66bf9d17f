import type { LoadScorerOptions } from '@deqa/model'
import { DEFAULT_MODEL } from '@deqa/model'
import type { ComputeFlags } from './shared-options.ts'

interface LoadFlags extends ComputeFlags {
  readonly prompt?: LoadScorerOptions['prompt']
  readonly dtype?: LoadScorerOptions['dtype']
}

/** The flags that `loadScorer` understands. */
export function loadOptions({ prompt, dtype, device, threads, autoOrient }: LoadFlags): LoadScorerOptions {
  return {
    ...(prompt && { prompt }),
    ...(dtype && { dtype }),
    ...(device && { device }),
    ...(threads && { threads }),
    ...(autoOrient && { autoOrient }),
  }
}

/** The model that was named by flag or `DEQA_MODEL`, else the one that is built in. */
export function modelOf(flags: { readonly model?: string }): string {
  return flags.model || DEFAULT_MODEL
}
