import { createRequire } from 'node:module'

/**
 * Gives `node:util` back two functions that Node 23 and 24 took away and that the native bindings of
 * TensorFlow.js 4.22, the last release, still call. A Node that has them is left as it is.
 *
 * @param util - Node's own module object, as `require` returns it: that of `import` cannot be written to.
 */
export function restoreNodeUtil(util: object = createRequire(import.meta.url)('node:util')): void {
  const removed = {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  }
  for (const [name, implementation] of Object.entries(removed)) {
    if (!(name in util)) Object.assign(util, { [name]: implementation })
  }
}
