import { expect, test } from 'vitest'
import { alternate } from './alternate.ts'
import type { Side } from './blocks.ts'

test('one warm-up step each, then blocks in turns', async () => {
  const calls: string[] = []
  const side = (name: string): Side => ({
    run: async (steps) => {
      calls.push(`${name}${steps}`)
      return { milliseconds: new Array<number>(steps).fill(1), losses: [calls.length] }
    },
    [Symbol.asyncDispose]: async () => {},
  })
  const [a, b] = await alternate([side('A'), side('B')], { blocks: 2, steps: 3 })
  expect(calls).toEqual(['A1', 'B1', 'A3', 'B3', 'A3', 'B3'])
  expect([a!.warmUp.losses, ...a!.measured.map(({ losses }) => losses)]).toEqual([[1], [3], [5]])
  expect([b!.warmUp.losses, ...b!.measured.map(({ losses }) => losses)]).toEqual([[2], [4], [6]])
})
