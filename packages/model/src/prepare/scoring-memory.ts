import type { ModelDtype } from '../model-folder/manifest.ts'

/**
 * Peak memory over the bytes of the weights as they are stored, scoring one image at a time. `q8` and `q4` at the released
 * model's size (docs/performance.md, Scoring): with `q8` the runtime packs each matrix anew while it loads. The others
 * on a network of 0.2 billion parameters, beyond the 0.22 GB of a process with the smallest: 0.81 GB of 0.79 in float32,
 * and 0.99 GB of 0.40 in float16, which the runtime widens to float32 while it loads.
 */
const PEAK = { fp32: 1, fp16: 2.5, q8: 11.8 / 8.2, q4: 6.06 / 5.4 } as const satisfies Record<
  ModelDtype,
  number
>

/**
 * An estimate of the memory that a model takes while it scores one image at a time, in bytes.
 *
 * @param bytes - of its weights as they are stored.
 */
export function scoringMemory(dtype: ModelDtype, bytes: number): number {
  return Math.round(PEAK[dtype] * bytes)
}
