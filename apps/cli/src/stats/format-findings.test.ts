import type { Finding } from '@deqa/datasets'
import { expect, test } from 'vitest'
import { formatFindings } from './format-findings.ts'

const finding = (kind: Finding['kind'], severity: Finding['severity'], message: string): Finding => ({
  kind,
  severity,
  message,
  ids: [],
})

test('nothing found is said', () => {
  expect(formatFindings([])).toBe('check: nothing found\n')
})

test('by kind, and not too many of one', () => {
  const many = Array.from({ length: 23 }, (_, index) => finding('missing-image', 'error', `${index}.jpg`))
  const text = formatFindings([...many, finding('std-too-large', 'warning', 'a\u001b[2J')])
  const lines = text.split('\n')
  expect(lines[0]).toBe('check: 23 errors, 1 warning')
  expect(lines.slice(1, 3)).toEqual(['  error: 0.jpg', '  error: 1.jpg'])
  expect(lines.slice(20)).toEqual([
    '  error: 19.jpg',
    '  … 3 more of missing-image',
    '  warning: a\\x1b[2J',
    '',
  ])
})
