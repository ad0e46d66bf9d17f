import type { TrainingEngine, TrainingProgram, TrainingState } from '@deqa/model/training'
import type { TrainingConfig } from '../config/schema.ts'
import type { ParameterValues } from '../export/parameter-source.ts'

export interface OpenEngineOptions {
  /** Where an engine puts files while it works; what one left there that was killed is removed. */
  readonly folder: string
  /** What to go on from. */
  readonly state?: TrainingState | undefined
}

/**
 * The engine that a configuration names; the other one is not loaded.
 *
 * @throws {TfjsUnavailableError} if TensorFlow.js is asked for and cannot be used.
 */
export async function openEngine(
  { engine, optimizer }: Pick<TrainingConfig, 'engine' | 'optimizer'>,
  program: TrainingProgram,
  values: ParameterValues,
  { folder, state }: OpenEngineOptions,
): Promise<TrainingEngine> {
  const { maxGradientNorm, ...rest } = optimizer
  const options = {
    ...rest,
    ...(maxGradientNorm === null ? {} : { maxGradientNorm }),
    ...(state ? { state } : {}),
  }
  const { OnnxTrainingEngine, TfjsTrainingEngine } = await import('@deqa/model/training')
  if (engine.name === 'tfjs') return TfjsTrainingEngine.create(program, values, options)
  const threads = engine.threads === null ? {} : { threads: engine.threads }
  const bits = ({ fp32: undefined, q8: 8, q4: 4 } as const)[engine.frozen]
  const frozen = bits === undefined ? {} : { frozenBits: bits }
  const { workers } = engine
  return OnnxTrainingEngine.create(program, values, { ...options, ...threads, workers, ...frozen, folder })
}
