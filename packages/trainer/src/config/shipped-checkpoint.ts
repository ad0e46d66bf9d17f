import { fileURLToPath } from 'node:url'
import { DEFAULT_MODEL } from '@deqa/model/training'

/** The folder that a network starts from: a path, or the name of the model that comes with us, whose weights lie here. */
export function startFolder(from: string): string {
  return from === DEFAULT_MODEL
    ? fileURLToPath(new URL(`../../checkpoints/${DEFAULT_MODEL}`, import.meta.url))
    : from
}
