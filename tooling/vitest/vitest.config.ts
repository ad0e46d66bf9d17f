import { packageConfig } from './config.mjs'

export default packageConfig()
