import { expect, test } from 'vitest'
import { datasetStatistics } from '../dataset-statistics.ts'
import { statisticsPage } from './statistics-page.ts'

const rows = [1, 3, 4.5].map((score) => ({
  mos: score,
  std: 0.5,
  assumedStd: false,
  rating: { score, std: 0.5 },
  votes: 25,
}))
const scale = { min: 1, max: 5, direction: 'higher-is-better' } as const
const source = { name: 'own', title: 'own', published: undefined, split: undefined, scale }

test('a hostile title stays text wherever it stands', () => {
  const title = '</title><script>alert(1)</script><h1 onload="x">&amp;'
  const page = statisticsPage(datasetStatistics({ ...source, title }, rows), rows)
  expect(page.match(/<script|<h1 /g)).toBeNull()
  expect(page).toContain('<title>&lt;/title>&lt;script>alert(1)')
  expect(page).toContain('&amp;amp;')
})

test('the reliability of scores is drawn where the number of votes is known', () => {
  const statistics = datasetStatistics(source, rows)
  // σ/√n = 0.5 / 5.
  expect(statisticsPage(statistics, rows)).toContain('mean 0.100')
  const unknown = rows.map((row) => ({ ...row, votes: undefined }))
  expect(statisticsPage(statistics, unknown)).not.toContain('standard error')
})

test("a published dataset stands beside the paper's figures", () => {
  const page = statisticsPage(
    datasetStatistics({ ...source, published: 'koniq', split: 'train' }, rows),
    rows,
  )
  expect(page).toContain('<td>1.036 ± 0.041</td>')
  expect(page).toContain('3 images in the train part')
})
