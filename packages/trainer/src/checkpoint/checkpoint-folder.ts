import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import {
  digestFile,
  openTensorFiles,
  type TensorToWrite,
  type TrainingState,
  writeSafetensors,
} from '@deqa/model/training'
import { TrainerError } from '../errors.ts'
import type { JsonValue } from '../run/batch-stream.ts'
import {
  CHECKPOINT_MANIFEST,
  parseCheckpointManifest,
  serializeCheckpointManifest,
} from './checkpoint-manifest.ts'
import { syncFolder, writeDurably } from './durable-files.ts'

/** All that a run needs to go on as if it had never stopped. */
export interface TrainingCheckpoint {
  /** Parameters and moments. */
  readonly state: TrainingState
  /** Everything else: where the data stand, what has been seen so far. */
  readonly progress: JsonValue
}

const STATE_FILE = 'state.safetensors'
const PROGRESS_FILE = 'progress.json'

/** The three parts of a state, and what their tensors' names begin with. */
const PARTS = [
  ['parameters', 'parameter'],
  ['firstMoments', 'first moment'],
  ['secondMoments', 'second moment'],
] as const satisfies readonly (readonly [keyof TrainingState, string])[]

/**
 * Writes a checkpoint beside its place and then gives it its name: it is there as a whole or not at all. Two runs that
 * did the same write the same bytes.
 */
export async function writeCheckpoint(
  folder: string,
  { state, progress }: TrainingCheckpoint,
): Promise<void> {
  const staged = join(dirname(folder), `.${basename(folder)}.partial`)
  await rm(staged, { recursive: true, force: true })
  await mkdir(staged, { recursive: true })
  try {
    const tensors = PARTS.flatMap(([part, prefix]): TensorToWrite[] =>
      [...state[part]].map(([name, values]) => ({
        name: `${prefix} ${name}`,
        shape: [values.length],
        read: () => values,
      })),
    )
    await writeSafetensors(join(staged, STATE_FILE), tensors, { metadata: {} })
    await writeDurably(join(staged, PROGRESS_FILE), `${JSON.stringify(progress, null, 2)}\n`)
    const files = {
      [STATE_FILE]: await digestFile(join(staged, STATE_FILE)),
      [PROGRESS_FILE]: await digestFile(join(staged, PROGRESS_FILE)),
    }
    await writeDurably(
      join(staged, CHECKPOINT_MANIFEST),
      serializeCheckpointManifest({ step: state.step, files }),
    )
    await rm(folder, { recursive: true, force: true })
    await rename(staged, folder)
  } catch (error) {
    await rm(staged, { recursive: true, force: true })
    throw error
  }
  await syncFolder(dirname(folder))
}

/**
 * Reads a checkpoint, after comparing every file with its digest.
 *
 * @throws {TrainerError} (`TRAINING_CHECKPOINT_DAMAGED`) if a file is missing, altered or of another version.
 */
export async function readCheckpoint(folder: string): Promise<TrainingCheckpoint> {
  try {
    const manifest = parseCheckpointManifest(await readFile(join(folder, CHECKPOINT_MANIFEST), 'utf8'))
    for (const file of [STATE_FILE, PROGRESS_FILE]) {
      const expected = manifest.files[file]
      if (!expected) throw new Error(`${CHECKPOINT_MANIFEST} does not name ${file}`)
      const found = await digestFile(join(folder, file))
      if (found.bytes !== expected.bytes) {
        throw new Error(`${file} has ${found.bytes} bytes, expected ${expected.bytes}`)
      }
      if (found.sha256 !== expected.sha256) throw new Error(`the digest of ${file} is not the expected one`)
    }
    const progress = JSON.parse(await readFile(join(folder, PROGRESS_FILE), 'utf8')) as JsonValue
    return { state: await readState(join(folder, STATE_FILE), manifest.step), progress }
  } catch (cause) {
    throw new TrainerError(
      'TRAINING_CHECKPOINT_DAMAGED',
      `${folder}: is no whole checkpoint: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    )
  }
}

async function readState(file: string, step: number): Promise<TrainingState> {
  await using source = await openTensorFiles([file])
  const part = async (prefix: string) => {
    const values = new Map<string, Float32Array>()
    for (const name of source.tensors.keys()) {
      if (name.startsWith(`${prefix} `)) values.set(name.slice(prefix.length + 1), await source.read(name))
    }
    return values
  }
  const [[, parameter], [, first], [, second]] = PARTS
  return {
    step,
    parameters: await part(parameter),
    firstMoments: await part(first),
    secondMoments: await part(second),
  }
}
