import { parseHTML } from 'linkedom'
import type { TextTable } from '../../output/text-table.ts'
import type { DatasetStatistics } from '../dataset-statistics.ts'
import { scaleEnd } from '../figure.ts'
import { distancesNote, labelNames, labelsTable, ratingsTable } from '../format-statistics.ts'
import type { StatisticsRow } from '../read-statistics-rows.ts'
import { pageStyle } from './page-style.ts'
import { statisticsFigures } from './statistics-figures.ts'

/**
 * The statistics as one HTML page that needs nothing else: no script, no font, no network. Everything that comes from
 * the ratings is set as text, never as markup.
 */
export function statisticsPage(statistics: DatasetStatistics, rows: readonly StatisticsRow[]): string {
  const { document } = parseHTML('<!doctype html><html lang="en"><head></head><body></body></html>')
  const element = (tag: string, text = '', attributes: Readonly<Record<string, string>> = {}) => {
    const node = document.createElement(tag)
    node.textContent = text
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
    return node
  }
  const { title, images, split, scale, labels } = statistics
  document.head.append(
    element('meta', '', { charset: 'utf-8' }),
    element('meta', '', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    element('meta', '', { name: 'color-scheme', content: 'light dark' }),
    element('title', escapeTitle(`${title}: ratings and labels`)),
    element('style', pageStyle),
  )

  const main = element('main')
  const part = split ? ` in the ${split} part` : ''
  main.append(
    element('h1', title),
    element(
      'p',
      `${images.toLocaleString('en')} images${part}. Scores from ${scaleEnd(scale.min)} to ${scaleEnd(scale.max)}` +
        `${scale.direction === 'lower-is-better' ? ', lower is better,' : ''} are normalised to 1 … 5.`,
      { class: 'lead' },
    ),
  )
  const section = (heading: string) => {
    const node = element('section')
    node.append(element('h2', heading))
    main.append(node)
    return node
  }

  const figures = element('div', '', { class: 'figures' })
  for (const { caption, svg, wide } of statisticsFigures(rows, document)) {
    const figure = element('figure', '', wide ? { class: 'wide' } : {})
    figure.append(svg, element('figcaption', caption))
    figures.append(figure)
  }
  section('Ratings').append(figures)

  const table = ({ head, rows: lines }: TextTable) => {
    const scroll = element('div', '', { class: 'scroll' })
    const node = element('table')
    const line = (cells: readonly string[], columnHeads: boolean) => {
      const tr = element('tr')
      cells.forEach((cell, index) => {
        tr.append(
          columnHeads || index === 0
            ? element('th', cell, { scope: columnHeads ? 'col' : 'row' })
            : element('td', cell),
        )
      })
      return tr
    }
    const thead = element('thead')
    thead.append(line(head, true))
    const tbody = element('tbody')
    tbody.append(...lines.map((cells) => line(cells, false)))
    node.append(thead, tbody)
    scroll.append(node)
    return scroll
  }

  section('Range, deviation and one-hot labels').append(table(ratingsTable(statistics)))
  const soft = section('Soft labels')
  if (labels) {
    const legend = element('dl')
    for (const [name, what] of Object.values(labelNames))
      legend.append(element('dt', name), element('dd', what))
    soft.append(table(labelsTable(statistics, labels)), legend, element('p', distancesNote))
  } else soft.append(element('p', 'These ratings have no deviations, so there are no soft labels.'))

  document.body.append(main)
  return document.toString()
}

/** linkedom writes the text of a title as it stands. */
function escapeTitle(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
