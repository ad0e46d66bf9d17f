import type { ConvertProgress } from '../convert/types.ts'
import type { PlanPullOptions, PullPlan } from '../hub/plan-pull.ts'
import type { PullProgress } from '../hub/transfer-meter.ts'
import type { LocateOptions } from '../model-folder/locate-hub-model.ts'
import type { ModelDtype } from '../model-folder/manifest.ts'
import type { DiskNeed } from './disk-needs.ts'

/** How far the preparation of a model has come. */
export type PrepareProgress =
  | ({
      readonly stage: 'fetch' /** What is fetched: the model, or its base. */
      readonly id: string
    } & PullProgress)
  | ({ readonly stage: 'convert' } & ConvertProgress)

export type PlanModelOptions = LocateOptions & Pick<PlanPullOptions, 'signal' | 'transfer'>

export type PrepareOptions = PlanModelOptions & {
  readonly onProgress?: (progress: PrepareProgress) => void
}

/** A model of the hub that can be loaded as it is. */
export interface ReadyModel {
  readonly isReady: true
  readonly id: string
  /** Absolute path of the model folder. */
  readonly folder: string
}

/** How a checkpoint is to become a model. */
export interface PlannedConversion {
  readonly dtype: ModelDtype
  /** Whether the memory decided the dtype, and not the caller. */
  readonly isAuto: boolean
  /** Bytes of its weights in float32: what the choice went by. */
  readonly fp32Bytes: number
  /** Folder of the base of a LoRA release. */
  readonly base?: string
}

/** A model of the hub that has still to be fetched, converted, or both. */
export interface PendingModel {
  readonly isReady: false
  readonly id: string
  /** The branch, tag or commit that was asked for. */
  readonly revision: string
  readonly commit: string
  /** Absolute path of the model folder that it will have. */
  readonly folder: string
  /** What belongs to it: the repository itself, and the base of a LoRA release. Some or all of it may be here. */
  readonly pulls: readonly [PullPlan, ...PullPlan[]]
  readonly bytesToFetch: number
  /** Absent if the hub has it as a model already. */
  readonly conversion?: PlannedConversion
  /** Absolute path of the cache of converted models. */
  readonly modelCacheDir: string
  /** Memory that it takes while it scores one image at a time, in bytes; an estimate, see `scoringMemory`. */
  readonly memoryBytes: number
  /** What will be written where. */
  readonly disk: readonly DiskNeed[]
}

export type ModelPlan = ReadyModel | PendingModel

/** A model that can be loaded. */
export interface PreparedModel {
  readonly id: string
  /** Absolute path of the model folder; what `loadScorer` takes. */
  readonly folder: string
  /** What a conversion just now found worth knowing, one sentence each. */
  readonly warnings: readonly string[]
}
