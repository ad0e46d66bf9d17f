import type { TrainingExample } from './training-examples.ts'

/**
 * What the strengths of one distortion of one reference have in common, and no other image of their dataset; undefined
 * where the dataset does not say what an image was made from, and how.
 */
export function strengthsOf({
  reference,
  distortion,
}: Pick<TrainingExample, 'reference' | 'distortion'>): string | undefined {
  return reference === undefined || distortion === undefined ? undefined : `${distortion}/${reference}`
}
