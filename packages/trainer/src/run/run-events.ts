import type { EvaluationSummary } from '../evaluate/summarize-evaluation.ts'

/** What a run tells while it goes on; plain JSON, one line each in `events.jsonl`. */
export type RunEvent = StartEvent | StepEvent | EvaluationEvent | CheckpointEvent | NoticeEvent | EndEvent

export interface StartEvent {
  readonly type: 'start'
  /** Updates made before; above 0 when an earlier run goes on. */
  readonly step: number
  readonly totalSteps: number
  /** Images that one update sees. */
  readonly imagesPerStep: number
  readonly stepsPerEpoch?: number
}

export interface StepEvent {
  readonly type: 'step'
  /** Updates made, this one among them: 1 for the first. */
  readonly step: number
  readonly totalSteps: number
  /** The total loss, before the update. */
  readonly loss: number
  /** Each term of it, without its weight. */
  readonly terms: Readonly<Record<string, number>>
  readonly learningRate: number
  /** Global norm before clipping, where the engine computes it. */
  readonly gradientNorm?: number
  /** The pace of the latest updates, older ones weighing less and less. */
  readonly imagesPerSecond: number
  /** Seconds to the end of the run, at that pace. */
  readonly etaSeconds: number
}

export interface EvaluationEvent {
  readonly type: 'evaluation'
  readonly step: number
  readonly summary: EvaluationSummary
}

export interface CheckpointEvent {
  readonly type: 'checkpoint'
  readonly step: number
  readonly folder: string
  /** Whether it is the best evaluated so far. */
  readonly best: boolean
}

/** Something a user should know that is no reason to stop. */
export interface NoticeEvent {
  readonly type: 'notice'
  readonly step: number
  readonly message: string
}

export interface EndEvent {
  readonly type: 'end'
  readonly step: number
  /** Since the start event. */
  readonly seconds: number
}
