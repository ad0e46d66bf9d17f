import type { RgbImage } from '@deqa/datasets/distortions'
import { type Draws, draw, drawsOf, type Painting } from './draw.ts'
import { houses } from './houses.ts'
import { landscape } from './landscape.ts'
import { leaves } from './leaves.ts'
import { page } from './page.ts'
import { weave } from './weave.ts'

/** Kinds of pictures; each seed paints another picture of a kind. */
const KINDS = { leaves, landscape, page, weave, houses } satisfies Record<
  string,
  (draws: Draws, seed: number) => Painting
>

export type ContentKind = keyof typeof KINDS

/** Every kind of content. */
export const CONTENT_KINDS = Object.keys(KINDS) as ContentKind[]

/** A picture before any damage. */
export interface Content {
  readonly name: string
  render(side: number): RgbImage
}

/** Pictures of the kinds in turn, each drawn from a seed of its own. */
export function contents(count: number, seed: number, kinds = CONTENT_KINDS): Content[] {
  return Array.from({ length: count }, (_, index) => {
    const kind = kinds[index % kinds.length]!
    const paint: (draws: Draws, seed: number) => Painting = KINDS[kind]
    const own = 1000 * seed + index
    return {
      name: `${kind}-${String(index).padStart(3, '0')}`,
      render: (side) => draw(paint(drawsOf(own), own), side),
    }
  })
}
