// Run by a test in a process of its own, whose files may not grow beyond a size: saves a small checkpoint, then one that
// is too large, and prints why that fails.
import { CheckpointStore } from '../src/checkpoint/checkpoint-store.ts'
import type { TrainerError } from '../src/errors.ts'

const store = new CheckpointStore(process.argv[2]!, { keepLast: 2 })
const checkpoint = (step: number, size: number) => ({
  state: {
    step,
    parameters: new Map([['w', new Float32Array(size)]]),
    firstMoments: new Map([['w', new Float32Array(size)]]),
    secondMoments: new Map([['w', new Float32Array(size)]]),
  },
  progress: null,
})
await store.save(checkpoint(1, 10), true)
await store.save(checkpoint(2, 2 ** 21), true).catch((error: TrainerError) => {
  const cause = error.cause as NodeJS.ErrnoException
  process.stdout.write(JSON.stringify({ code: error.code, message: error.message, cause: cause.code }))
})
