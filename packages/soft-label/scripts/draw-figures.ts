/**
 * Writes the figures of the README and of the docs.
 *
 * Run: pnpm --filter @deqa/soft-label draw
 */
import { writeFileSync } from 'node:fs'
import { levelsFigure, momentsFigure } from './figures.ts'

writeFileSync(new URL('../docs/levels.svg', import.meta.url), levelsFigure())
writeFileSync(new URL('../docs/moment-matched-label.svg', import.meta.url), momentsFigure())
