import type { DatasetErrorCode } from '@deqa/datasets'
import type { DeqaErrorCode } from '@deqa/model'
import type { TrainerErrorCode } from '@deqa/trainer'
import { CommanderError } from 'commander'
import { Interrupted, OutputClosed, UsageError } from './errors.ts'

/** Everything `deqa` can exit with. */
export const exitCodes = {
  /** All was done. Also when the reader of a pipe has had enough. */
  done: 0,
  /** Something nobody foresaw. */
  unexpected: 1,
  /** The command line or a setting is wrong. Nothing was done. */
  usage: 2,
  /** Some inputs could not be scored or used; the others were, and are written. */
  someFailed: 3,
  /** The model or checkpoint is missing, corrupt or not one of ours. */
  modelUnusable: 4,
  /** `deqa gate`: an image scores less than was asked for. */
  stoppedByGate: 5,
  /** Stopped by Ctrl-C or SIGTERM, after writing what was done. */
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

const ofErrorCode: Record<DeqaErrorCode | DatasetErrorCode, ExitCode> = {
  IMAGE_NOT_FOUND: exitCodes.someFailed,
  IMAGE_UNREADABLE: exitCodes.someFailed,
  IMAGE_TOO_LARGE: exitCodes.someFailed,
  CHECKPOINT_NOT_FOUND: exitCodes.modelUnusable,
  CHECKPOINT_CORRUPT: exitCodes.modelUnusable,
  CHECKPOINT_UNSUPPORTED: exitCodes.modelUnusable,
  CHECKPOINT_MISMATCH: exitCodes.modelUnusable,
  TOKENIZER_INVALID: exitCodes.modelUnusable,
  CONFIG_INVALID: exitCodes.modelUnusable,
  MODEL_NOT_FOUND: exitCodes.modelUnusable,
  MODEL_INVALID: exitCodes.modelUnusable,
  HUB_ID_INVALID: exitCodes.usage,
  HUB_SETTING_INVALID: exitCodes.usage,
  HUB_NOT_FOUND: exitCodes.modelUnusable,
  HUB_ACCESS_DENIED: exitCodes.modelUnusable,
  HUB_OFFLINE: exitCodes.modelUnusable,
  HUB_INTEGRITY: exitCodes.modelUnusable,
  DISK_FULL: exitCodes.modelUnusable,
  FILE_INACCESSIBLE: exitCodes.usage,
  HUB_NETWORK: exitCodes.modelUnusable,
  DEVICE_UNAVAILABLE: exitCodes.usage,
  SCORER_DISPOSED: exitCodes.unexpected,
  DATASET_FILE_MISSING: exitCodes.usage,
  DATASET_FILE_UNREADABLE: exitCodes.usage,
  DATASET_FILE_UNWRITABLE: exitCodes.usage,
  DATASET_SPLIT_INVALID: exitCodes.usage,
  DATASET_FILE_MALFORMED: exitCodes.someFailed,
  DATASET_ROW_INVALID: exitCodes.someFailed,
}

const ofTrainerErrorCode: Record<TrainerErrorCode, ExitCode> = {
  TRAINING_CONFIG_INVALID: exitCodes.usage,
  TRAINING_CONFIG_UNREADABLE: exitCodes.usage,
  TRAINING_TEXT_INVALID: exitCodes.usage,
  TRAINING_DATA_INVALID: exitCodes.usage,
  TRAINING_IMAGE_UNREADABLE: exitCodes.someFailed,
  RUN_EXISTS: exitCodes.usage,
  RUN_NOT_FOUND: exitCodes.usage,
  RUN_MISMATCH: exitCodes.usage,
  RUN_UNWRITABLE: exitCodes.unexpected,
  TRAINING_CHECKPOINT_DAMAGED: exitCodes.modelUnusable,
  TRAINING_DIVERGED: exitCodes.unexpected,
  EXPORT_IMPOSSIBLE: exitCodes.usage,
  PREDICTIONS_INVALID: exitCodes.usage,
}

const ofCode: ReadonlyMap<unknown, ExitCode> = new Map(
  Object.entries({ ...ofErrorCode, ...ofTrainerErrorCode }),
)

/**
 * The exit code for an error that ended a command. A `DeqaError` is known by its code, not by its class:
 * to import the class would load the model package before it is needed.
 */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UsageError) return exitCodes.usage
  if (error instanceof Interrupted) return exitCodes.interrupted
  if (error instanceof OutputClosed) return exitCodes.done
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
  if (error instanceof Error && 'code' in error) return ofCode.get(error.code) ?? exitCodes.unexpected
  return exitCodes.unexpected
}
