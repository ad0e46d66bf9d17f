import { createHash } from 'node:crypto'
import { TrainerError } from '../errors.ts'
import type { ParameterValues } from '../export/parameter-source.ts'
import { type RunStart, readRunFile } from './run-folder.ts'

/**
 * @param values - what a run begins with.
 * @param trained - names of those that it changes.
 */
export function runStart(values: ParameterValues, trained: ReadonlySet<string>): RunStart {
  return { all: digestOf(values, () => true), frozen: digestOf(values, (name) => !trained.has(name)) }
}

/**
 * A run keeps what it trains, and finds the rest where it began. Whoever needs something of that asks here first whether
 * it is what it was.
 *
 * @param values - what the run would begin with now.
 * @param trained - names of those that it changes, if its own are taken of them.
 * @throws {TrainerError} (`RUN_MISMATCH`) if the run began with other values.
 */
export async function requireSameStart(
  folder: string,
  values: ParameterValues,
  trained?: ReadonlySet<string>,
): Promise<void> {
  const { config, start } = await readRunFile(folder)
  // What was drawn at random follows from the configuration.
  if (start === undefined) return
  const now = digestOf(values, (name) => !trained?.has(name))
  if (now === (trained ? start.frozen : start.all)) return
  throw new TrainerError(
    'RUN_MISMATCH',
    `${folder}: the run began with other weights than ${config.network.from} has now`,
    { advice: 'Put there what it began with, or begin anew in another folder.' },
  )
}

/** SHA-256 of names and values. */
function digestOf(values: ParameterValues, isMeant: (name: string) => boolean): string {
  const hash = createHash('sha256')
  for (const name of [...values.keys()].filter(isMeant).sort()) {
    const { buffer, byteOffset, byteLength } = values.get(name)!
    hash.update(`${name} ${byteLength}\n`).update(new Uint8Array(buffer, byteOffset, byteLength))
  }
  return hash.digest('hex')
}
