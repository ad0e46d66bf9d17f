import { gridViews } from '@deqa/model/image'
import type { BatchLayout } from './assemble-batch.ts'
import type { Pixels } from './resize-image.ts'

type Layout = Pick<BatchLayout, 'network' | 'views'>

/** Whether the network looks at all views of a picture at once. */
export function seesTogether({ network }: Layout): boolean {
  return network.abstractor.views !== undefined
}

/**
 * What scoring sees of a picture, as images of the network: the whole picture or the grid's squares together in one
 * image, or each square as an image of its own.
 *
 * @returns the views of each image, [S, S, 3] each.
 */
export function scoredViews({ width, height, pixels }: Pixels, layout: Layout): Uint8Array[][] {
  if (layout.views === undefined) return [[pixels]]
  const picture = { width, height, data: pixels }
  const squares = gridViews(picture, layout.network.vision.imageSize, layout.views).map(({ data }) => data)
  return seesTogether(layout) ? [squares] : squares.map((square) => [square])
}
