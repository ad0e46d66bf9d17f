import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { DatasetStatistics } from '../src/stats/dataset-statistics.ts'
import { deqa } from './run-deqa.ts'
import { temporaryFolder } from './temporary-folder.ts'

function folderWith(name: string, content: string): string {
  const folder = temporaryFolder()
  writeFileSync(join(folder, name), content)
  return folder
}

const own = 'image,mos,std,split\na.jpg,0,10,train\nb.jpg,40,20,train\nc.jpg,70,16,test\nd.jpg,100,5,test\n'

test('own ratings, by hand', async () => {
  const { code, stdout, stderr } = await deqa(['stats', 'own.csv', '--json'], {
    cwd: folderWith('own.csv', own),
  })
  expect([code, stderr]).toEqual([0, ''])
  const statistics = JSON.parse(stdout) as DatasetStatistics
  expect(statistics).toMatchObject({
    name: 'own',
    split: null,
    images: 4,
    scale: { min: 0, max: 100, direction: 'higher-is-better' },
    mos: { min: 0, max: 100, range: 100, mean: 52.5 },
    std: { images: 4, assumed: 0, mean: 12.75, meanOverRange: 0.1275 },
    // 1, 2.6, 3.8, 5 become 1, 2 (a score on a cut has the lower word), 4, 5.
    oneHot: { l1: expect.closeTo(0.2, 14), rmse: expect.closeTo(Math.sqrt(0.4 / 4), 14), srcc: 1 },
  })
  expect(statistics.paper).toBeUndefined()
  expect(Object.keys(statistics.labels!)).toEqual(['density', 'mass', 'equations', 'momentMatched'])
})

test('one part of the split keeps the scale of the whole', async () => {
  const args = ['stats', 'own.csv', '--split', 'train', '--json']
  const { stdout } = await deqa(args, { cwd: folderWith('own.csv', own) })
  expect(JSON.parse(stdout)).toMatchObject({
    split: 'train',
    images: 2,
    scale: { max: 100 },
    mos: { range: 40 },
  })
})

test('text: a table for people', async () => {
  const { stdout } = await deqa(['stats', 'own.csv'], { cwd: folderWith('own.csv', own) })
  expect(stdout).toMatch(/^own: 4 images, scale 0 to 100\n/)
  expect(stdout).toMatch(/^mean std \/ score range +12\.75 %$/m)
  expect(stdout).toMatch(/^soft label +density +mass +equations +moment-matched$/m)
  expect(stdout).not.toContain('paper  ')
})

test('without deviations there are no soft labels, unless one is assumed', async () => {
  const cwd = folderWith('own.csv', 'image,mos\na,1\nb,2\nc,5\n')
  expect((await deqa(['stats', 'own.csv'], { cwd })).stdout).toContain('--pseudo-std 0.2 assumes one')
  const { stdout } = await deqa(['stats', 'own.csv', '--pseudo-std', '0.25'], { cwd })
  expect(stdout).toContain('; 3 deviations are assumed\n')
  expect(stdout).toMatch(/^mean std +1\.000$/m)
})

test('a bad row is named and left out', async () => {
  const cwd = folderWith('own.csv', `${own}e.jpg,none,1,\n`)
  const { code, stdout, stderr } = await deqa(['stats', 'own.csv', '--json'], { cwd })
  expect(code).toBe(3)
  expect(stderr).toMatch(
    /own\.csv:6: "mos": expected a finite number, got "none"\ndeqa: 1 row could not be used\n$/,
  )
  expect(JSON.parse(stdout).images).toBe(4)
})

test('--check reports what is wrong with the ratings', async () => {
  const cwd = folderWith('own.csv', `${own}a.jpg,50,80,train\n`)
  const { code, stdout } = await deqa(['stats', 'own.csv', '--check'], { cwd })
  expect(code).toBe(3)
  expect(stdout).toMatch(/\ncheck: \d errors?, \d warnings?\n/)
  expect(stdout).toContain('a.jpg is there more than once')
  const json = JSON.parse((await deqa(['stats', 'own.csv', '--check-images', '--json'], { cwd })).stdout)
  expect(json.findings.map(({ kind }: { kind: string }) => kind)).toContain('missing-image')
  const clean = await deqa(['stats', 'own.csv', '--check'], { cwd: folderWith('own.csv', own) })
  expect(clean.code).toBe(0)
  expect(clean.stdout).toMatch(/\n\ncheck: nothing found\n$/)
})

test('--html writes a page that needs nothing else and takes nothing for markup', async () => {
  const name = '<script>alert(1)&.csv'
  const cwd = folderWith(name, own)
  const { code, stderr } = await deqa(['stats', name, '--html', 'page.html'], { cwd })
  expect([code, stderr]).toEqual([0, 'deqa: the page is page.html\n'])
  const page = readFileSync(join(cwd, 'page.html'), 'utf8')
  expect(page).toMatch(/^<!DOCTYPE html>/i)
  expect(page).toContain('<h1>&lt;script&gt;alert(1)&amp;</h1>')
  expect(page.match(/<script|<link|@import|url\((?!#)|src=|href="http/gi)).toBeNull()
  // Scores, deviations, both together, comparisons, and what labels keep.
  expect(page.match(/<figure\b/g)).toHaveLength(5)
  expect(page.match(/<svg\b/g)).toHaveLength(5)
  expect(page).toContain('prefers-color-scheme: dark')
  expect(page).toContain('moment-matched')
  expect(page.match(/NaN|undefined|Infinity/g)).toBeNull()
})

test('a page of a single image, without deviation', async () => {
  const cwd = folderWith('own.csv', 'image,mos\na,3\n')
  const { code } = await deqa(['stats', 'own.csv', '--scale', '1,5', '--html', 'page.html'], { cwd })
  expect(code).toBe(0)
  const page = readFileSync(join(cwd, 'page.html'), 'utf8')
  expect(page.match(/<svg\b/g)).toHaveLength(1)
  expect(page.match(/NaN|undefined|Infinity/g)).toBeNull()
})

test('the folder of a page is made', async () => {
  const cwd = folderWith('own.csv', own)
  const { code } = await deqa(['stats', 'own.csv', '--html', 'no/folder/page.html'], { cwd })
  expect(code).toBe(0)
  expect(readFileSync(join(cwd, 'no/folder/page.html'), 'utf8')).toContain('<svg')
})

test.each([
  [['-', '--scale', '1,5', '--check'], 'can be read only once'],
  [['own.csv', '--split', 'validation'], 'no usable row in the validation part'],
  [['own.csv', '--html', '.'], '--html: expected the path of a file'],
  [
    ['own.csv', '--html', 'own.csv/page.html'],
    '--html: expected the path of a folder, but own.csv is a file',
  ],
])('refuses %j', async (args, message) => {
  const { code, stdout, stderr } = await deqa(['stats', ...args], { cwd: folderWith('own.csv', own) })
  expect(stderr).toContain(message)
  expect([code, stdout]).toEqual([2, ''])
})
