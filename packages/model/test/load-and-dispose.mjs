// Run by memory.test.ts in a process of its own, with the built package: loads, scores and disposes 200 times, and prints
// the most memory that was resident after one of the first and of the last hundred. Single values go up and down, as
// threads come and go.
import { DEFAULT_MODEL, loadScorer } from '@deqa/model'

const image = { width: 64, height: 48, channels: 3, data: new Uint8Array(64 * 48 * 3).fill(77) }
const resident = []
for (let load = 1; load <= 200; load++) {
  const scorer = await loadScorer(DEFAULT_MODEL)
  await scorer.score(image)
  await scorer.dispose()
  globalThis.gc?.()
  resident.push(process.memoryUsage.rss())
}
process.stdout.write(
  JSON.stringify([resident.slice(0, 100), resident.slice(-100)].map((some) => Math.max(...some))),
)
