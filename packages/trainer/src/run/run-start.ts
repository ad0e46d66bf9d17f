import { createHash } from 'node:crypto'
import { TrainerError } from '../errors.ts'
import type { ParameterValues } from '../export/parameter-source.ts'
import type { RunFile, RunStart } from './run-folder.ts'

/**
 * @param values - what a run begins with.
 * @param trained - names of those that it changes.
 */
export function runStart(values: ParameterValues, trained: ReadonlySet<string>): RunStart {
  return {
    trained: digestOf(values, (name) => trained.has(name)),
    frozen: frozenDigest(values, trained),
  }
}

/** The part of a start that a run still needs when it has learned something: what it leaves as it is. */
export function frozenDigest(values: ParameterValues, trained: ReadonlySet<string>): string {
  return digestOf(values, (name) => !trained.has(name))
}

/**
 * A run keeps what it trains, and finds the rest where it began. Whoever needs something of that asks here first whether
 * it is what it was.
 *
 * @param now - the parts that are needed, as they are now.
 * @throws {TrainerError} (`RUN_MISMATCH`) if the run began with others.
 */
export function requireSameStart(folder: string, { config, start }: RunFile, now: Partial<RunStart>): void {
  const isSame = (part: keyof RunStart) => now[part] === undefined || now[part] === start?.[part]
  // What was drawn at random follows from the configuration.
  if (start === undefined || (isSame('trained') && isSame('frozen'))) return
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
