import { expect, test } from 'vitest'
import { explainFailure } from './failure.mjs'

test.each([
  ['npm error code ENOTFOUND', 'could not be reached'],
  [
    ' WARN  GET https://example.org/x error (ECONNREFUSED). Will retry in 10 seconds. 2 retries left.',
    'could not be reached',
  ],
  [' ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile"', 'npx pnpm install'],
  ['npm error code SELF_SIGNED_CERT_IN_CHAIN', 'cafile'],
  ["ENOSPC: no space left on device, write '/x'", 'disk is full'],
  ["EACCES: permission denied, mkdir '/x/node_modules'", 'could not be written'],
  ['ERR_PNPM_FETCH_401  GET https://example.org/x: Unauthorized', 'npm login'],
])('%s', (output, words) => {
  const told = explainFailure('installing the packages', output)
  expect(told).toContain(output.trim())
  expect(told).toContain('deqa: installing the packages failed.')
  expect(told).toContain(words)
})

test('an unknown cause shows the end of the output and guesses nothing', () => {
  const output = Array.from({ length: 100 }, (_, i) => `line ${i}`).join('\n')
  const told = explainFailure('building', output)
  expect(told).not.toContain('line 69\n')
  expect(told.endsWith('line 99\n\ndeqa: building failed.')).toBe(true)
})
