import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

/**
 * The WebAssembly module that `wasm/resample.ts` gives: the same bytes on every machine.
 *
 * @throws {Error} with the compiler's own words, if it does not compile.
 */
export async function compileResample(): Promise<Uint8Array> {
  let wasm: Uint8Array | undefined
  const output = 'resample.wasm'
  const { error, stderr } = await asc.main(
    // No runtime, as nothing is allocated: the memory is the caller's from its first byte on.
    ['resample.ts', '--outFile', output, '-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'].concat(
      ['--baseDir', fileURLToPath(new URL('../wasm/', import.meta.url))],
    ),
    {
      writeFile(name, contents) {
        if (name === output && typeof contents !== 'string') wasm = contents
      },
    },
  )
  if (error || wasm === undefined) throw new Error(`wasm/resample.ts: ${stderr}`, { cause: error })
  return wasm
}
