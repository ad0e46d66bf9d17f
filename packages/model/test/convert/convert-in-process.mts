// Run by resume.test.ts in processes of their own: converts a checkpoint, prints with which tensor it begins, and kills
// itself where it is told to: before tensor KILL_AT, or KILL_AFTER milliseconds after the last one.
import { convertCheckpoint } from '../../src/convert/convert-checkpoint.ts'

const { CHECKPOINT, OUT, DTYPE, KILL_AT, KILL_AFTER } = process.env
const die = () => process.kill(process.pid, 'SIGKILL')
let begun = false
await convertCheckpoint(CHECKPOINT!, OUT!, {
  dtype: DTYPE as 'fp32',
  name: 'model',
  syncEveryBytes: 1,
  onProgress({ tensorsDone, tensor }) {
    if (!begun) process.stdout.write(`begins with ${tensorsDone}\n`)
    begun = true
    if (tensor === undefined && KILL_AFTER) setTimeout(die, Number(KILL_AFTER))
    if (tensorsDone >= Number(KILL_AT ?? Number.POSITIVE_INFINITY)) die()
  },
})
