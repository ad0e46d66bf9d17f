// `npm test`: installs, builds, checks and tests the whole repository.
// Only what the check of Node itself needs may be imported statically: everything else may use newer syntax.
import { requireSupportedNode } from './src/node-version.mjs'

requireSupportedNode()
import('./src/run-tests.mjs').then(({ runTests }) => runTests(process.argv.slice(2)))
