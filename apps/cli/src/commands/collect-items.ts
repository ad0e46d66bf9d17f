import { IMAGE_EXTENSIONS } from '@deqa/model'
import { UsageError } from '../errors.ts'
import { expandInputs, type InputItem } from '../input/expand-inputs.ts'
import { imageEndings } from '../input/image-endings.ts'
import { readList } from '../input/read-list.ts'
import { type Shard, takeShard } from '../input/shard.ts'
import { say } from '../terminal.ts'
import type { CommandContext } from './command-context.ts'

/**
 * The images that the inputs of a command stand for, or one shard of them.
 *
 * @throws {UsageError} if there is not one. A shard may be empty: there can be more shards than images.
 */
export async function collectItems(
  inputs: readonly string[],
  shard: Shard | undefined,
  { terminal: { stdin, stderr }, signal }: CommandContext,
): Promise<InputItem[]> {
  let list: string[] = []
  if (inputs.includes('-')) {
    if (stdin.isTTY)
      throw new UsageError(
        '-: expected a list of paths on standard input, which is a terminal',
        "Pipe a list into it, as in: find . -name '*.jpg' | deqa score -",
      )
    list = await readList(stdin, signal)
  }
  const { items, empty } = await expandInputs(inputs, [...IMAGE_EXTENSIONS], list)
  if (items.length === 0) throw new UsageError(`found no image in ${inputs.join(', ')}`, imageEndings())
  for (const input of empty) say(stderr, `found no image in ${input}`)
  return shard ? takeShard(items, shard) : [...items]
}
