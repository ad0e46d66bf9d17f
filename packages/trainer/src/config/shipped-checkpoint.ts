import { fileURLToPath } from 'node:url'

/** What `network.from` says for the weights of the model that comes with `@deqa/model`, as they were trained. */
export const SHIPPED_CHECKPOINT = 'deqa-mini'

/** The folder that a network starts from. */
export function startFolder(from: string): string {
  return from === SHIPPED_CHECKPOINT
    ? fileURLToPath(new URL(`../../checkpoints/${SHIPPED_CHECKPOINT}`, import.meta.url))
    : from
}
