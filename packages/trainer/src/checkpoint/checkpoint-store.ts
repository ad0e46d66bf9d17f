import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { TrainerError } from '../errors.ts'
import { readCheckpoint, type TrainingCheckpoint, writeCheckpoint } from './checkpoint-folder.ts'
import { writeDurably } from './durable-files.ts'

/** A checkpoint, and where it lies. */
export interface FoundCheckpoint extends TrainingCheckpoint {
  readonly folder: string
}

export interface CheckpointStoreOptions {
  /** How many of the newest checkpoints are kept, besides the best one. At least 1. */
  readonly keepLast: number
}

const LATEST = 'latest'
const BEST = 'best'
const NAME = /^step-(\d{7,})$/

/**
 * The checkpoints of one run: folders `step-0000123`, and two one-line files, `latest` and `best`, which name one
 * each. What is older than the last few goes away, the best stays.
 */
export class CheckpointStore {
  readonly folder: string
  readonly #keepLast: number

  constructor(folder: string, { keepLast }: CheckpointStoreOptions) {
    this.folder = folder
    this.#keepLast = keepLast
  }

  /** Where the checkpoint after so many updates lies, or would lie. */
  pathOf(step: number): string {
    return join(this.folder, `step-${String(step).padStart(7, '0')}`)
  }

  /**
   * Writes a checkpoint, points `latest` (and `best`) to it, and removes those that are no longer kept. Those of later
   * updates are none of them: a run that saves this one has gone on from before them, for they were damaged.
   *
   * @throws {TrainerError} (`RUN_UNWRITABLE`) if the disk is full or refuses; what was there before is still whole.
   */
  async save(checkpoint: TrainingCheckpoint, isBest: boolean): Promise<string> {
    const { step } = checkpoint.state
    const path = this.pathOf(step)
    await writing(path, async () => {
      await mkdir(this.folder, { recursive: true })
      await writeCheckpoint(path, checkpoint)
      if (isBest) await this.#point(BEST, step)
      await this.#point(LATEST, step)
      await this.#prune(step)
    })
    return path
  }

  /**
   * Makes up for a `save` that did not come to its end: a run may be killed after it has written a checkpoint, and before
   * it has pointed to it and removed others.
   *
   * @param step - of the checkpoint that the run goes on from.
   * @param best - that of the best so far; null if nothing was evaluated.
   * @throws {TrainerError} (`RUN_UNWRITABLE`) as `save`.
   */
  async settle(step: number, best: number | null): Promise<void> {
    await writing(this.pathOf(step), async () => {
      if (best !== null && (await this.steps()).includes(best)) await this.#point(BEST, best)
      await this.#point(LATEST, step)
      await this.#prune(step)
    })
  }

  /**
   * The newest checkpoint that is whole.
   *
   * @param onDamaged - told of each newer one that is not.
   * @returns undefined if there is none at all.
   * @throws {TrainerError} (`TRAINING_CHECKPOINT_DAMAGED`) if there are some and none is whole.
   */
  async newest(onDamaged: (error: TrainerError) => void = () => {}): Promise<FoundCheckpoint | undefined> {
    let damaged: TrainerError | undefined
    await this.#adopt()
    for (const step of (await this.steps()).toReversed()) {
      const folder = this.pathOf(step)
      try {
        return { folder, ...(await readCheckpoint(folder)) }
      } catch (error) {
        if (!(error instanceof TrainerError)) throw error
        damaged = error
        onDamaged(error)
      }
    }
    if (damaged) throw damaged
    return undefined
  }

  /** The checkpoint with the best evaluation so far; undefined if none was evaluated. */
  async best(): Promise<FoundCheckpoint | undefined> {
    const step = await this.#pointed(BEST)
    if (step === undefined) return undefined
    const folder = this.pathOf(step)
    return { folder, ...(await readCheckpoint(folder)) }
  }

  /** Updates made before each checkpoint, ascending. */
  async steps(): Promise<number[]> {
    const names = await readdir(this.folder).catch(() => [])
    return names
      .flatMap((name) => NAME.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b)
  }

  /**
   * A run may be killed after it has taken away a checkpoint to replace it and before the new one has its name. Such a
   * one is whole: its manifest is written last.
   */
  async #adopt(): Promise<void> {
    for (const name of await readdir(this.folder).catch(() => [])) {
      const step = /^\.(step-\d+)\.partial$/.exec(name)?.[1]
      if (step === undefined) continue
      const whole = await readCheckpoint(join(this.folder, name)).then(
        () => true,
        () => false,
      )
      if (whole) await rename(join(this.folder, name), join(this.folder, step)).catch(() => {})
    }
  }

  async #point(pointer: string, step: number): Promise<void> {
    if ((await this.#pointed(pointer)) === step) return
    await writeDurably(join(this.folder, pointer), `step-${String(step).padStart(7, '0')}\n`)
  }

  async #pointed(pointer: string): Promise<number | undefined> {
    const text = await readFile(join(this.folder, pointer), 'utf8').catch(() => '')
    const digits = NAME.exec(text.trim())?.[1]
    return digits === undefined ? undefined : Number(digits)
  }

  /** @param saved - the step of the checkpoint that was written last. */
  async #prune(saved: number): Promise<void> {
    const steps = await this.steps()
    const kept = new Set(steps.filter((step) => step <= saved).slice(-this.#keepLast))
    const best = await this.#pointed(BEST)
    if (best !== undefined && best <= saved) kept.add(best)
    else await rm(join(this.folder, BEST), { force: true })
    for (const step of steps) {
      if (!kept.has(step)) await rm(this.pathOf(step), { recursive: true, force: true })
    }
  }
}

async function writing(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (cause) {
    throw new TrainerError(
      'RUN_UNWRITABLE',
      `${path}: the checkpoint cannot be written: ${cause instanceof Error ? cause.message : cause}`,
      { advice: 'Make room on the disk, then go on with the checkpoint before it (resume).', cause },
    )
  }
}
