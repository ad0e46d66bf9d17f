import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseHTML } from 'linkedom'
import { expect, test } from 'vitest'
import { makePhoto, makePhotos } from './make-photos.ts'
import { deqa } from './run-deqa.ts'
import { scoredPhotos } from './scored-photos.ts'
import { temporaryFolder } from './temporary-folder.ts'

type CardFacts = [name: string, address: string, hasPicture: boolean]

function cardsOf(cwd: string, path: string): CardFacts[] {
  const { document } = parseHTML(readFileSync(join(cwd, path), 'utf8'))
  const cards: CardFacts[] = []
  for (const card of document.querySelectorAll('.gallery > li')) {
    const name = card.querySelector('a')!
    const hasPicture = card.querySelector('img[src^="data:image/webp;base64,"]') !== null
    cards.push([name.textContent!, name.getAttribute('href')!, hasPicture])
  }
  return cards
}

test('score and rank write the same page: the best first, linked from where it lies', async () => {
  const cwd = await scoredPhotos()
  const { results } = JSON.parse((await deqa(['rank', '.', '--json'], { cwd })).stdout)
  const files: string[] = results.slice(0, 4).map(({ file }: { file: string }) => file)
  const { code, stderr } = await deqa(['score', '.', '--csv', '--report', 'pages/a.html'], { cwd })
  expect([code, stderr]).toEqual([3, expect.stringContaining('the page is pages/a.html\n')])
  expect(cardsOf(cwd, 'pages/a.html')).toEqual(files.map((file) => [file, `../${file}`, true]))
  const page = readFileSync(join(cwd, 'pages/a.html'), 'utf8')
  expect(page).toMatch(/<h2>Without a score<\/h2>.*broken\.png/)
  await deqa(['rank', '--scores', 'scores.ndjson', '--report', 'pages/b.html'], { cwd })
  expect(readFileSync(join(cwd, 'pages/b.html'), 'utf8')).toBe(page)
})

test('a continued run shows what was there before, and nothing else that the file holds', async () => {
  const cwd = await makePhotos(3)
  await deqa(['score', '00.png', '01.png', '--out', 'scores.ndjson'], { cwd })
  rmSync(join(cwd, '00.png'))
  const args = ['score', '01.png', '02.png', '--out', 'scores.ndjson', '--resume', '--report', 'page.html']
  expect((await deqa(args, { cwd })).code).toBe(0)
  const names = cardsOf(cwd, 'page.html').map(([name]) => name)
  expect(names.toSorted()).toEqual(['01.png', '02.png'])
  const ranked = await deqa(['rank', '--scores', 'scores.ndjson', '--report', 'all.html'], { cwd })
  expect([ranked.code, ranked.stderr]).toEqual([
    0,
    expect.stringContaining('1 of 3 pictures of the page cannot be read'),
  ])
  const all = cardsOf(cwd, 'all.html').toSorted(([a], [b]) => (a < b ? -1 : 1))
  expect(all.map(([name, , hasPicture]) => [name, hasPicture])).toEqual([
    ['00.png', false],
    ['01.png', true],
    ['02.png', true],
  ])
})

test.each([
  ['.', 'expected a name that ends in .html'],
  ['folder.html', 'expected the path of a file'],
  ['00.png/page.html', '--report: '],
  ['scores.html', 'which this command needs'],
])('%s is refused before anything is scored', async (page, message) => {
  const cwd = await makePhotos(1)
  mkdirSync(join(cwd, 'folder.html'))
  const args = ['score', '.', '--csv', '--out', 'scores.html', '--report', page]
  const { code, stderr } = await deqa(args, { cwd })
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
  expect(readdirSync(cwd)).toEqual(['00.png', 'folder.html'])
})

test('a name of any characters is a link to its file', async () => {
  const cwd = temporaryFolder()
  const name = 'a #%?"\'&b.png'
  await makePhoto(join(cwd, name), 1)
  await deqa(['score', '.', '--report', 'page.html'], { cwd })
  const [[shown, address]] = cardsOf(cwd, 'page.html') as [CardFacts]
  expect(shown).toBe(name)
  expect(fileURLToPath(new URL(address, pathToFileURL(join(cwd, 'page.html'))))).toBe(join(cwd, name))
})
