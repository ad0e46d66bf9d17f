// `npm run deqa -- …`: the command line of this clone, installed and built on the way if need be.
// Only what the check of Node itself needs may be imported statically: everything else may use newer syntax.
import { requireSupportedNode } from './src/node-version.mjs'

requireSupportedNode()
import('./src/run-deqa.mjs').then(({ runDeqa }) => runDeqa(process.argv.slice(2)))
