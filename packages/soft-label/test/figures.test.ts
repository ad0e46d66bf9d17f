import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { levelsFigure, momentsFigure } from '../scripts/figures.ts'

const committed = (name: string) => readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8')

test('the committed figures are what the code draws (scripts/draw-figures.ts)', () => {
  expect(committed('levels.svg')).toBe(levelsFigure())
  expect(committed('moment-matched-label.svg')).toBe(momentsFigure())
})
