// Run by processes.test.ts in processes of their own: pulls, and prints where the files are.
import { pullModel } from '../../src/hub/pull-model.ts'
import { hasty, ID } from './small-repositories.ts'

const [endpoint, cacheDir] = process.argv.slice(2)
const { folder, bytesFetched } = await pullModel(ID, {
  endpoint: endpoint!,
  cacheDir: cacheDir!,
  transfer: { ...hasty, idleTimeoutMs: 5000 },
})
process.stdout.write(JSON.stringify({ folder, bytesFetched }))
