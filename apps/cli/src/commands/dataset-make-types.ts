import { DISTORTION_TYPES, type DistortionType } from '@deqa/datasets/distortions'
import { UsageError } from '../errors.ts'

/**
 * Reads a list such as `jpeg,gaussian-blur,13`: names with blanks or dashes in either case, or KADID-10k's numbers.
 *
 * @throws {UsageError} if there is no such kind of damage.
 */
export function parseDistortionTypes(text: string): DistortionType[] {
  if (text.trim().toLowerCase() === 'none') return []
  return [...new Set(text.split(',').map(typeOf))]
}

function typeOf(word: string): DistortionType {
  const wanted = plain(word)
  const type = /^\d+$/.test(wanted)
    ? DISTORTION_TYPES[Number(wanted) - 1]
    : DISTORTION_TYPES.find((name) => plain(name) === wanted)
  if (type !== undefined) return type
  throw new UsageError(
    `--types: there is no ${JSON.stringify(word.trim())}`,
    `Choose from ${DISTORTION_TYPES.map((name) => plain(name)).join(', ')}, their numbers 1..25, or none.`,
  )
}

function plain(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '-')
}
