import { parseHTML } from 'linkedom'
import { expect, test } from 'vitest'
import { failed, provenance, scored } from '../../test/example-rows.ts'
import { galleryPage } from './gallery-page.ts'

const hostile = '"><script>alert(1)</script>&amp;.jpg'

test('what comes from images stays text wherever it stands', () => {
  const row = { ...scored, file: hostile }
  const unread = { file: hostile, error: { code: 'IMAGE_UNREADABLE', message: `${hostile}\nSave it again.` } }
  const page = galleryPage([row], [unread], { ...provenance, model: '</title><script>' })
  const card = page.card({ row, rank: 1, given: 1, address: '"><script>', thumbnail: '"><script>' })
  const { document } = parseHTML(page.head + card + page.tail)
  expect(document.querySelectorAll('script')).toHaveLength(0)
  expect(document.querySelector('.gallery a')!.textContent).toBe(hostile)
  expect(document.querySelector('.gallery a')!.getAttribute('href')).toBe('"><script>')
  expect(document.querySelector('.failed li')!.textContent).toBe(`${hostile}: ${hostile}`)
  expect(document.querySelector('title')!.textContent).toContain('script')
})

test('a card has its picture, its score in words and numbers, and bars that can be read aloud', () => {
  const page = galleryPage([scored], [], provenance)
  const card = page.card({ row: scored, rank: 3, given: 7, address: 'a%20b.jpg', thumbnail: 'data:,x' })
  const { document } = parseHTML(page.head + card + page.tail)
  const item = document.querySelector('.gallery > li')!
  expect(item.getAttribute('style')).toBe('--rank:3;--given:7')
  expect(item.querySelector('a')!.getAttribute('href')).toBe('a%20b.jpg')
  expect(item.querySelector('img')!.getAttribute('src')).toBe('data:,x')
  expect(item.querySelector('.score')!.textContent).toBe('3.63± 0.50 good')
  // 0.0625 and 0.6875 of the example, rounded.
  expect(item.querySelector('svg')!.getAttribute('aria-label')).toBe(
    'bad 0 %, poor 6 %, fair 25 %, good 69 %, excellent 0 %',
  )
  // A bar per level, the fourth 6 · 0.6875 high.
  const path = item.querySelector('svg path')!.getAttribute('d')!
  expect(path.match(/M/g)).toHaveLength(5)
  expect(path).toContain('M6.2 6v-4.13h1.6V6z')
})

test('without scores there is no drawing, without failures no list of them', () => {
  const none = galleryPage([], [failed], provenance)
  expect(none.head + none.tail).not.toContain('Histogram')
  expect(none.head).toContain('cannot decode it')
  expect(galleryPage([scored], [], provenance).head).not.toContain('Without a score')
})
