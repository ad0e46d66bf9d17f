import { packageConfig } from '@deqa/vitest/config'

// Installing from a registry takes as long as the network does; its own time limits are in install-project.ts.
export default packageConfig({
  testTimeout: 120_000,
  hookTimeout: 120_000,
})
