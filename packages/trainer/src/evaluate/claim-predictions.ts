import { readFile, stat } from 'node:fs/promises'
import { writeDurably } from '../checkpoint/durable-files.ts'
import { TrainerError } from '../errors.ts'

/** What predictions depend on besides the images, by name, as in `{ model: 'deqa-mini', prompt: 'eval' }`. */
export type Provenance = Readonly<Record<string, string | number | boolean>>

/** Where the provenance of a file of predictions lies: beside it, so that its lines stay in the original's form. */
export function provenancePath(predictions: string): string {
  return `${predictions}.made-by.json`
}

/**
 * Makes sure that a file of predictions may be gone on with: it holds none yet, and what they depend on is noted beside
 * it, or those that it holds were made with the same.
 *
 * @throws {TrainerError} (`PREDICTIONS_INVALID`) if they depend on something else, or nobody knows on what.
 */
export async function claimPredictions(predictions: string, provenance: Provenance): Promise<void> {
  const place = provenancePath(predictions)
  if (!(await holdsSomething(predictions))) {
    await writeDurably(place, `${JSON.stringify(provenance, null, 2)}\n`)
    return
  }
  const earlier = await readProvenance(place)
  if (earlier === undefined)
    throw refusal(`${predictions}: ${place}, which says what made these predictions, is missing or damaged`)
  for (const key of new Set([...Object.keys(provenance), ...Object.keys(earlier)])) {
    const [made, wanted] = [earlier[key], provenance[key]]
    if (made !== wanted)
      throw refusal(
        `${predictions} was made with ${key} ${String(made ?? 'unknown')}, but this evaluation has ${String(wanted ?? 'none')}`,
      )
  }
}

async function holdsSomething(path: string): Promise<boolean> {
  const status = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return status !== undefined && status.size > 0
}

async function readProvenance(path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'))
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}

function refusal(message: string): TrainerError {
  return new TrainerError('PREDICTIONS_INVALID', message, {
    advice: 'Give this evaluation another place: predictions of one file must be comparable.',
  })
}
