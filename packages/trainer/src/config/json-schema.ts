import { z } from 'zod'
import { trainingConfigSchema } from './schema.ts'

/** The part of a JSON schema that is walked. */
export interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly items?: SchemaNode
  readonly anyOf?: readonly SchemaNode[]
  /** Of a path: the words that may stand in its place. */
  readonly location?: readonly string[]
}

let root: SchemaNode | undefined

/** The schema of what a configuration may say, in a form that can be walked. */
export function jsonSchema(): SchemaNode {
  root ??= z.toJSONSchema(trainingConfigSchema, { io: 'input', unrepresentable: 'any' }) as SchemaNode
  return root
}
