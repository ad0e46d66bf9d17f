// Run by processes.test.ts in processes of their own: prepares a model that is in the hub cache, slowly enough to be
// interrupted, and prints where it is. With BALLAST it fills the disk of that file once the conversion has begun.
import { appendFileSync } from 'node:fs'
import { prepareModel } from '../../src/prepare/prepare-model.ts'

const { ID, BALLAST } = process.env
let begun = false
const { folder } = await prepareModel(ID!, {
  localFilesOnly: true,
  onProgress() {
    if (!begun) process.stdout.write('converting\n')
    if (!begun && BALLAST) fill(BALLAST)
    begun = true
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 8)
  },
})
process.stdout.write(`${folder}\n`)

function fill(file: string): void {
  try {
    for (;;) appendFileSync(file, Buffer.alloc(4096))
  } catch {
    // Full.
  }
}
