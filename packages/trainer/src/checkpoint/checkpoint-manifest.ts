import { z } from 'zod'

/** The file that makes a folder a checkpoint of a run; written last. */
export const CHECKPOINT_MANIFEST = 'checkpoint.json'

/** The layout that this version reads and writes. */
const VERSION = 1

const schema = z.object({
  format: z.literal('deqa-training-checkpoint'),
  version: z.literal(VERSION),
  /** Updates made. */
  step: z.int().nonnegative(),
  /** Every other file, by name. */
  files: z.record(
    z.string().regex(/^[\w.-]+$/),
    z.object({ bytes: z.int().nonnegative(), sha256: z.string().length(64) }),
  ),
})

export type CheckpointManifest = z.infer<typeof schema>

export function serializeCheckpointManifest(content: Pick<CheckpointManifest, 'step' | 'files'>): string {
  return `${JSON.stringify({ format: 'deqa-training-checkpoint', version: VERSION, ...content }, null, 2)}\n`
}

/** @throws {Error} that says what is wrong. */
export function parseCheckpointManifest(text: string): CheckpointManifest {
  const parsed = schema.safeParse(JSON.parse(text))
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error))
  return parsed.data
}
