import { closest, distance } from 'fastest-levenshtein'
import { jsonSchema, type SchemaNode } from './json-schema.ts'

/** The keys that the configuration knows at a path; none where it has no object. */
export function knownKeys(path: readonly PropertyKey[]): string[] {
  const nodes = path.reduce<readonly SchemaNode[]>(
    (at, key) =>
      at
        .flatMap((node) => [node, ...(node.anyOf ?? [])])
        .flatMap((node) => (typeof key === 'number' ? node.items : node.properties?.[String(key)]) ?? []),
    [jsonSchema()],
  )
  return nodes
    .flatMap((node) => [node, ...(node.anyOf ?? [])])
    .flatMap((node) => Object.keys(node.properties ?? {}))
}

/** The known key that an unknown one was probably meant to be: at most a third of it differs. */
export function guessKey(unknown: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined
  const plain = (key: string) => key.toLowerCase().replaceAll(/[-_]/g, '')
  const exact = known.find((key) => plain(key) === plain(unknown))
  if (exact !== undefined) return exact
  const guess = closest(unknown, known)
  return distance(unknown, guess) <= Math.max(1, Math.floor(guess.length / 3)) ? guess : undefined
}
