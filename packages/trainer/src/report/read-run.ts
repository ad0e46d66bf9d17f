import { basename, resolve } from 'node:path'
import type { TrainingConfig } from '../config/schema.ts'
import type { EvaluationSummary } from '../evaluate/summarize-evaluation.ts'
import type { EvaluationEvent, StepEvent } from '../run/run-events.ts'
import { readRunFile, runPaths } from '../run/run-folder.ts'
import { readEvents } from './event-log.ts'

/** What a run left to report. */
export interface RunRecord {
  /** The name of its configuration; that of its folder where two would have the same. */
  readonly name: string
  readonly folder: string
  readonly config: TrainingConfig
  readonly steps: readonly StepEvent[]
  readonly evaluations: readonly EvaluationEvent[]
  /** The last evaluation of each dataset, in the order of the configuration. */
  readonly results: readonly EvaluationSummary[]
}

/**
 * Reads runs, finished or not.
 *
 * @param folders - of runs.
 * @throws {TrainerError} (`RUN_NOT_FOUND`) if one is none.
 */
export async function readRuns(folders: readonly string[]): Promise<RunRecord[]> {
  const runs = await Promise.all(folders.map(readRun))
  return runs.map((run) =>
    runs.some((other) => other !== run && other.name === run.name)
      ? { ...run, name: basename(resolve(run.folder)) }
      : run,
  )
}

async function readRun(folder: string): Promise<RunRecord> {
  const { config } = await readRunFile(folder)
  const events = await readEvents(runPaths(folder).events)
  // After an interruption an update or an evaluation may stand there twice; the later one counts.
  const steps = new Map(events.flatMap((event) => (event.type === 'step' ? [[event.step, event]] : [])))
  const evaluations = new Map(
    events.flatMap((event) =>
      event.type === 'evaluation' ? [[`${event.step} ${event.summary.dataset}`, event]] : [],
    ),
  )
  const latest = new Map([...evaluations.values()].map(({ summary }) => [summary.dataset, summary]))
  return {
    name: config.name,
    folder,
    config,
    steps: [...steps.values()],
    evaluations: [...evaluations.values()],
    results: [...latest.values()],
  }
}
