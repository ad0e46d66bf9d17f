import { expect, test } from 'vitest'
import { compileResample } from '../scripts/compile-resample.ts'
import { RESAMPLE_WASM } from '../src/image/resample-wasm.ts'

test('the module in the source is what wasm/resample.ts gives; if not: pnpm --filter @deqa/model wasm', async () => {
  expect(Buffer.from(await compileResample()).toString('base64')).toBe(RESAMPLE_WASM)
})
