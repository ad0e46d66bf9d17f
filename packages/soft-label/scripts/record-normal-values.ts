/**
 * Writes `fixtures/high-precision/*.json`: erf, erfc, φ and Φ at exact doubles, to 25 digits, by the rational series
 * of `high-precision.ts`. One file per regime; the test of each function reads them.
 *
 * Run: pnpm --filter @deqa/soft-label record
 */
import { writeFileSync } from 'node:fs'
import { erf, erfc, fixed, normalCdf, normalPdf, toDecimal } from './high-precision.ts'

const steps = (from: number, to: number, count: number) =>
  Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1))

const regimes = {
  tiny: [...steps(-300, -17, 15), ...steps(-16, -1, 16)].map((exponent) => 10 ** exponent),
  moderate: [...steps(-6, 6, 121), 0.4999999999999999, 0.5, 0.5000000000000001],
  'upper-tail': steps(5, 26, 64),
  'lower-tail': steps(-37, -5, 65),
}

for (const [regime, points] of Object.entries(regimes)) {
  const rows = points.map((x) => {
    const exact = fixed(x)
    return {
      x,
      erf: toDecimal(erf(exact)),
      erfc: toDecimal(erfc(exact)),
      pdf: toDecimal(normalPdf(exact)),
      cdf: toDecimal(normalCdf(exact)),
    }
  })
  const lines = rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n')
  writeFileSync(new URL(`../fixtures/high-precision/${regime}.json`, import.meta.url), `[\n${lines}\n]\n`)
}
