import { LEVEL_NAMES } from '@deqa/soft-label'
import type { ScoredRow } from '../output/row.ts'
import type { HtmlPage } from '../page/html-page.ts'

export interface Card {
  readonly row: ScoredRow
  /** Places in the order by score and in that of the inputs, from 1. */
  readonly rank: number
  readonly given: number
  /** Where the file lies, as the page links to it. */
  readonly address: string
  /** Data URI; undefined if there is no picture to show. */
  readonly thumbnail: string | undefined
}

/** One image of the gallery, as HTML. */
export function galleryCard(
  { row, rank, given, address, thumbnail }: Card,
  { element }: Pick<HtmlPage, 'element'>,
): string {
  const picture = element('div', thumbnail ? '' : 'no picture', { class: 'picture' })
  // The name below says what it is.
  if (thumbnail) picture.append(element('img', '', { src: thumbnail, alt: '', loading: 'lazy' }))
  const name = element('p', '', { class: 'name' })
  name.append(element('a', row.file, { href: address }))
  const score = element('p', '', { class: 'score' })
  score.append(
    element('b', row.score.toFixed(2)),
    element('span', `± ${row.std.toFixed(2)} ${row.level}`),
    levelBars(row, element),
  )
  const card = element('li', '', { style: `--rank:${rank};--given:${given}` })
  card.append(picture, name, score)
  return card.toString()
}

/** Five bars, from bad to excellent, as high as the probabilities. */
function levelBars({ levels }: ScoredRow, element: HtmlPage['element']): ReturnType<HtmlPage['element']> {
  const words = LEVEL_NAMES.map((level) => `${level} ${Math.round(100 * levels[level])} %`)
  const svg = element('svg', '', {
    class: 'bars',
    viewBox: '0 0 10 6',
    preserveAspectRatio: 'none',
    role: 'img',
    'aria-label': words.join(', '),
  })
  const bars = LEVEL_NAMES.map((level, i) => {
    const height = Math.max(0.1, 6 * levels[level])
    return `M${2 * i + 0.2} 6v${(-height).toFixed(2)}h1.6V6z`
  })
  svg.append(element('path', '', { d: bars.join('') }))
  return svg
}
