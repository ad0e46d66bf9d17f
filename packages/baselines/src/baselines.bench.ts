import { bench, describe, expect } from 'vitest'
import { examplePicture } from '../test/pictures.ts'
import { BASELINE_NAMES, loadBaseline } from './baselines.ts'

// No other measure without a reference is on npm to compare with; the size of a JPEG, compiled code, is the yardstick.
const picture = await examplePicture('cottage')
const baselines = await Promise.all(BASELINE_NAMES.map(loadBaseline))

describe('one picture of 512×384', async () => {
  for (const baseline of baselines) {
    expect(await baseline.predict(picture)).toSatisfy(Number.isFinite)
    bench(baseline.name, async () => void (await baseline.predict(picture)))
  }
})
