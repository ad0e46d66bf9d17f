// Run by memory.test.ts in a process of its own: loads, scores and disposes, and prints the resident memory.
import { DEFAULT_MODEL, loadScorer } from '@deqa/model'

const image = { width: 64, height: 48, channels: 3, data: new Uint8Array(64 * 48 * 3).fill(77) } as const
const resident: number[] = []
for (let load = 1; load <= 110; load++) {
  await using scorer = await loadScorer(DEFAULT_MODEL)
  await scorer.score(image)
  if (load === 10 || load === 110) {
    globalThis.gc?.()
    resident.push(process.memoryUsage.rss())
  }
}
process.stdout.write(JSON.stringify(resident))
