import fc from 'fast-check'
import { expect, test } from 'vitest'
import { idOfFolder, repositoryFolder } from './cache-layout.ts'
import { isHubId } from './hub-id.ts'

test.each([
  'zhiyuanyou/DeQA-Score-Mix3',
  'q-future/one-align',
  'MAGAer13/mplug-owl2-llama2-7b',
  'a/b',
  'a_/_b.c',
])('%s', (id) => {
  expect(isHubId(id)).toBe(true)
  const { root } = repositoryFolder('/cache', id)
  expect(idOfFolder(root.slice('/cache/'.length))).toBe(id)
})

test.each([
  'deqa-mini',
  './model',
  '../model',
  '/model',
  'a/b/c',
  'a/',
  '/b',
  'a/.b',
  'a/b-',
  'a--b/c',
  'a/b.git',
  'a\\b/c',
  'ä/b',
])('not %s', (id) => {
  expect(isHubId(id)).toBe(false)
})

test('an id never leads out of the cache', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab./\\-_ :%') }), (text) => {
      if (!isHubId(text)) return
      expect(repositoryFolder('/cache', text).root).toMatch(/^\/cache\/models--[\w.-]+$/)
    }),
    { numRuns: 2000 },
  )
})
