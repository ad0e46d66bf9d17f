import { packageConfig } from '@deqa/vitest/config'

export default packageConfig()
