import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countKeys, outlineJson } from './json-outline.ts'

const outline = (text: string) => outlineJson(Buffer.from(text))

test('counts outside of strings only', () => {
  expect(outline('{"a":{"b":[1,2]}}')).toEqual({ depth: 3, keys: 2, containers: 3 })
  expect(outline('{"a:{[\\"":"]}:\\\\"}')).toEqual({ depth: 1, keys: 1, containers: 1 })
  expect(outline('')).toEqual({ depth: 0, keys: 0, containers: 0 })
})

test('agrees with the parser on the keys of any JSON', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(outline(text).keys).toBe(countKeys(JSON.parse(text)))
    }),
  )
})

test('counts a key that occurs twice, which the parser drops', () => {
  const text = '{"a":1,"b":{"c":1,"c":2},"__proto__":3}'
  expect(outline(text).keys).toBe(5)
  expect(countKeys(JSON.parse(text))).toBe(4)
})
