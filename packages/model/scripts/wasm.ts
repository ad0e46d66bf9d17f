// Compiles wasm/resample.ts and keeps its bytes in the source, so that neither building nor using the package needs the
// compiler.
import { writeFile } from 'node:fs/promises'
import { compileResample } from './compile-resample.ts'

const base64 = Buffer.from(await compileResample()).toString('base64')
await writeFile(
  new URL('../src/image/resample-wasm.ts', import.meta.url),
  `/** \`wasm/resample.ts\`, compiled by \`pnpm --filter @deqa/model wasm\`: base64. */
export const RESAMPLE_WASM =
  '${base64}'
`,
)
