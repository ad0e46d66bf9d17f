// Run by a test in a process of its own, which it kills: goes on with the run in a folder, to its end.
import { setTimeout as wait } from 'node:timers/promises'
import { trainingLoop } from '../src/run/training-loop.ts'
import { lineRun } from './line-run.ts'

const parts = lineRun(process.argv[2]!)
const from = await parts.store.newest()
const slowly = {
  ...parts,
  openStream: async (position?: Parameters<typeof parts.openStream>[0]) => {
    const stream = await parts.openStream(position)
    return {
      ...stream,
      next: async () => {
        await wait(5)
        return stream.next()
      },
    }
  },
  ...(from ? { from } : {}),
}
await trainingLoop(slowly, {
  onEvent: (event) => {
    if (event.type === 'step') process.stdout.write(`${event.step}\n`)
  },
})
