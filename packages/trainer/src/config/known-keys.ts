import { closest, distance } from 'fastest-levenshtein'
import { z } from 'zod'
import { trainingConfigSchema } from './schema.ts'

/** The part of a JSON schema that is walked here. */
interface Node {
  readonly properties?: Readonly<Record<string, Node>>
  readonly items?: Node
  readonly anyOf?: readonly Node[]
}

let root: Node | undefined

/** The keys that the configuration knows at a path; none where it has no object. */
export function knownKeys(path: readonly PropertyKey[]): string[] {
  root ??= z.toJSONSchema(trainingConfigSchema, { io: 'input', unrepresentable: 'any' }) as Node
  const nodes = path.reduce<readonly Node[]>(
    (at, key) =>
      at
        .flatMap((node) => [node, ...(node.anyOf ?? [])])
        .flatMap((node) => (typeof key === 'number' ? node.items : node.properties?.[String(key)]) ?? []),
    [root],
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
