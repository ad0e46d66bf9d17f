import type { ConvertProgress } from '@deqa/model'
import { formatBytes } from './format-bytes.ts'

/** `42 %  2.1 GB of 4.9 GB  model.layers.13.mlp.up_proj.weight` */
export function convertText({
  tensor,
  bytesDone,
  bytesTotal,
}: Pick<ConvertProgress, 'tensor' | 'bytesDone' | 'bytesTotal'>): string {
  const percent = Math.floor((100 * bytesDone) / Math.max(1, bytesTotal))
  return `${percent} %  ${formatBytes(bytesDone)} of ${formatBytes(bytesTotal)}  ${tensor ?? ''}`.trimEnd()
}
