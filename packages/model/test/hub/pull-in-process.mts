// Run by processes.test.ts in processes of their own: pulls, and prints where the files are. Loads little, to start soon.
import { pullModel } from '../../src/hub/pull-model.ts'

const [id, endpoint, cacheDir] = process.argv.slice(2)
const transfer = { firstDelayMs: 1, longestDelayMs: 4 }
const pulled = await pullModel(id!, { endpoint: endpoint!, cacheDir: cacheDir!, transfer })
process.stdout.write(JSON.stringify({ folder: pulled.folder }))
