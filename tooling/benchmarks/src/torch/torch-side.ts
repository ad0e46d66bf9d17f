import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Block, Side } from '../measure/blocks.ts'
import { SCRIPT, type Torch } from './find-torch.ts'
import { torchEnvironment } from './torch-environment.ts'

/**
 * PyTorch as a side of the comparison: a process that waits for a number of steps on its standard input and answers
 * each with one line.
 *
 * @param folder - with the case, as `writeCase` writes it.
 */
export function torchSide({ python }: Torch, folder: string, threads: number): Side {
  const child = spawn(python, [SCRIPT, folder, `${threads}`], {
    env: torchEnvironment(threads),
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exit = once(child, 'exit')
  child.stdin.on('error', () => {}) // it ended early, which the missing answer tells
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async run(steps): Promise<Block> {
      child.stdin.write(`${steps}\n`)
      const { done, value } = await answers.next()
      if (done) throw new Error(`PyTorch's process ended early, with code ${(await exit)[0]}`)
      return JSON.parse(value)
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await exit
    },
  }
}
