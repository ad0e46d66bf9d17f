import { IMAGE_EXTENSIONS } from '@deqa/model'

/** Advice for whoever finds no image: what counts as one in folders and globs. */
export function imageEndings(): string {
  return `In folders and globs files count that end with ${[...IMAGE_EXTENSIONS].join(', ')}.`
}
