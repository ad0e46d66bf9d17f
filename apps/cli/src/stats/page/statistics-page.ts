import type { TextTable } from '../../output/text-table.ts'
import { htmlPage } from '../../page/html-page.ts'
import type { DatasetStatistics } from '../dataset-statistics.ts'
import { scaleEnd } from '../figure.ts'
import { distancesNote, labelNames, labelsTable, ratingsTable } from '../format-statistics.ts'
import type { StatisticsRow } from '../read-statistics-rows.ts'
import { statisticsFigures } from './statistics-figures.ts'

/**
 * The statistics as one HTML page. Everything that comes from the ratings is set as text, never as markup.
 */
export function statisticsPage(statistics: DatasetStatistics, rows: readonly StatisticsRow[]): string {
  const { title, images, split, scale, labels } = statistics
  const { document, main, element, section } = htmlPage(`${title}: ratings and labels`)
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

  return document.toString()
}
