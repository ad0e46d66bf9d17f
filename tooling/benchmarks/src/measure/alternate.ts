import { setTimeout } from 'node:timers/promises'
import type { Block, Blocks, Side } from './blocks.ts'

export interface Schedule {
  /** Measured blocks of each side. */
  readonly blocks: number
  /** Steps in a block. */
  readonly steps: number
}

/** Long enough for the threads of one side to stop waiting busily for work before the other is timed. */
const PAUSE = 200

/** Runs the sides in turns, A B A B …, so that what the machine does besides meets both. */
export async function alternate(sides: readonly Side[], { blocks, steps }: Schedule): Promise<Blocks[]> {
  const done = sides.map(() => [] as Block[])
  for (let block = 0; block <= blocks; block++) {
    for (const [i, side] of sides.entries()) {
      done[i]!.push(await side.run(block === 0 ? 1 : steps))
      await setTimeout(PAUSE)
    }
  }
  return done.map(([warmUp, ...measured]) => ({ warmUp: warmUp!, measured }))
}
