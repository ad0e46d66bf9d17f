import { expect, test } from 'vitest'
import { satisfies } from './node-version.mjs'

test.each([
  ['20.19.0', '>=20.19', true],
  ['20.19.5', '>=20.19', true],
  ['22.0.0', '>=20.19', true],
  ['100.0.0', '>=20.19', true],
  ['20.18.3', '>=20.19', false],
  ['20.9.0', '>=20.19', false],
  ['18.99.0', '>=20.19', false],
  ['20.19.0', '>=20.19.1', false],
  ['21.0.0-nightly2025', '>= 20.19', true],
])('%s against %s: %s', (version, range, expected) => {
  expect(satisfies(version, range)).toBe(expected)
})
