import type { Provenance } from '../output/ndjson-format.ts'
import type { FailedRow, ScoredRow } from '../output/row.ts'
import { htmlPage } from '../page/html-page.ts'
import { scoreHistogram } from '../page/score-histogram.ts'
import { type Card, galleryCard } from './gallery-card.ts'
import { galleryStyle } from './gallery-style.ts'

/** A page of scores, whose cards are made one by one between its two ends. */
export interface GalleryPage {
  readonly head: string
  card(card: Card): string
  readonly tail: string
}

const orders = [
  ['best', 'best first'],
  ['worst', 'worst first'],
  ['given', 'as given'],
] as const

/** Everything that comes from the images is set as text, never as markup. */
export function galleryPage(
  scored: readonly ScoredRow[],
  failed: readonly FailedRow[],
  { model, revision, prompt, autoOrient }: Provenance,
): GalleryPage {
  const count = scored.length.toLocaleString('en')
  const { document, main, element, section } = htmlPage(`${count} images, scored by ${model}`, galleryStyle)
  main.append(
    element('h1', 'Image quality'),
    element(
      'p',
      `${count} images, scored from 1 (bad) to 5 (excellent) by ${model}, revision ${revision}, prompt ${prompt}` +
        `${autoOrient ? ', turned upright' : ''}. ± is how far people’s ratings of such a picture would spread.`,
      { class: 'lead' },
    ),
  )
  if (scored.length > 0) {
    const figure = element('figure', '', { class: 'histogram' })
    const scores = scored.map(({ score }) => score)
    figure.append(
      scoreHistogram(scores, { document, width: 760, height: 240, marginTop: 28, marginBottom: 40 }),
      element(
        'figcaption',
        `Mean ${(scores.reduce((sum, score) => sum + score, 0) / scores.length).toFixed(2)}.`,
      ),
    )
    section('Scores').append(figure)
  }
  if (failed.length > 0) {
    const list = element('ul', '', { class: 'failed' })
    for (const { file, error } of failed)
      list.append(element('li', `${file}: ${error.message.split('\n', 1)[0]}`))
    section('Without a score').append(list)
  }

  const images = section('Images')
  const choice = element('fieldset')
  choice.append(element('legend', 'Order'))
  for (const [id, text] of orders) {
    const label = element('label')
    label.append(
      element('input', '', { type: 'radio', name: 'order', id, ...(id === 'best' && { checked: '' }) }),
      ` ${text}`,
    )
    choice.append(label)
  }
  // The cards come where this list ends.
  images.append(choice, element('ol', '', { class: 'gallery' }))
  const text = document.toString()
  const end = text.lastIndexOf('</ol>')
  return { head: text.slice(0, end), card: (card) => galleryCard(card, { element }), tail: text.slice(end) }
}
