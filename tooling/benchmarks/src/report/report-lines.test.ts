import { expect, test } from 'vitest'
import { HEADING, resultLine } from './report-lines.ts'

const result = { case: 'vit-tiny', description: '', goal: 1.25, threads: 1, ours: 712.4 }

test('rows stand under their heading', () => {
  const torch = {
    ours: 712.4,
    rival: 693,
    ratio: 1.028,
    spread: [0.99, 1.04],
    lossDifference: 3.2e-7,
  } as const
  const lines = [HEADING, resultLine({ ...result, torch }), resultLine(result)]
  expect(lines).toEqual([
    '  threads    ours  PyTorch   ratio  of blocks    goal   losses within',
    '  1        712 ms   693 ms    1.03  0.99–1.04  ≤ 1.25            3e-7',
    '  1        712 ms        –       –          –  ≤ 1.25               –',
  ])
})
