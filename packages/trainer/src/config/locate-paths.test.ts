import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { isLocation, locatePaths } from './locate-paths.ts'

const set = { root: 'r', table: 't', meta: 'm', images: 'i', splitFile: 's', title: 'a/title' }
const config = {
  datasets: [set, { name: 'koniq', images: '/elsewhere' }],
  evaluation: { datasets: [set] },
  network: { from: '../run' },
  text: { vocabulary: 'words.model' },
  data: { cacheFolder: 'cache', workers: 1 },
}

test('makes every path of a configuration absolute, and nothing else', () => {
  const of = (path: string) => resolve('/home/me', path)
  const located = {
    ...set,
    root: of('r'),
    table: of('t'),
    meta: of('m'),
    images: of('i'),
    splitFile: of('s'),
  }
  expect(locatePaths(config, '/home/me')).toEqual({
    datasets: [located, { name: 'koniq', images: '/elsewhere' }],
    evaluation: { datasets: [located] },
    network: { from: '/home/run' },
    text: { vocabulary: of('words.model') },
    data: { cacheFolder: of('cache'), workers: 1 },
  })
})

test.each([
  ['network', 'from', 'deqa-mini'],
  ['text', 'vocabulary', 'auto'],
  ['text', 'vocabulary', 'small'],
  ['text', 'vocabulary', 'published'],
])('%s.%s: %s is no path', (part, key, word) => {
  expect(locatePaths({ [part]: { [key]: word } }, '/home/me')).toEqual({ [part]: { [key]: word } })
})

test.each([
  [undefined],
  [null],
  ['text'],
  [[]],
  [{ datasets: 'x', network: null, data: { cacheFolder: null } }],
])('leaves %j as it is', (value) => expect(locatePaths(value, '/home/me')).toEqual(value))

test('knows a path by where it stands', () => {
  expect(isLocation('datasets[3].root')).toBe(true)
  expect(isLocation('evaluation.datasets[0].splitFile')).toBe(true)
  expect(isLocation('network.from')).toBe(true)
  for (const path of ['datasets[3].title', 'datasets', 'datasets[0]', 'network.size', 'seed'])
    expect(isLocation(path)).toBe(false)
})
