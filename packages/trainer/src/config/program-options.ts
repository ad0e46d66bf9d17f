import type { LossOptions } from '@deqa/losses'
import type { NetworkConfig } from '@deqa/model/training'
import type { DeqaProgramOptions, TextLayout } from '../program/deqa-program.ts'
import type { Component } from '../program/program-parameters.ts'
import type { TrainingConfig } from './schema.ts'

/** The losses of a configuration; whether the level is learned from a soft label follows from the label. */
export function lossOptionsOf({
  label,
  loss: { strengths: _ofTheTargets, ...loss },
}: Pick<TrainingConfig, 'label' | 'loss'>): LossOptions {
  return { ...loss, label: label.method === 'one-hot' ? 'one-hot' : 'soft' }
}

/** The program that a configuration trains. */
export function programOptionsOf(
  config: TrainingConfig,
  network: NetworkConfig,
  text: TextLayout,
): DeqaProgramOptions {
  const { train, lora, mode, batch } = config
  const components: Component[] = [
    ...(train.vision ? (['vision'] as const) : []),
    ...(train.abstractor ? (['abstractor'] as const) : []),
    ...(train.decoder === 'full' ? (['decoder'] as const) : []),
  ]
  return {
    network,
    text,
    mode,
    batchSize: batch.size,
    loss: lossOptionsOf(config),
    train: components,
    ...(train.decoder === 'lora' && {
      lora: {
        rank: lora.rank,
        alpha: lora.alpha,
        ...(lora.targets && { targets: lora.targets.map((target) => new RegExp(target)) }),
      },
    }),
  }
}

/** The number of updates that a configuration asks for, from the batches of one epoch (need not be whole). */
export function stepCountOf({ schedule, batch }: TrainingConfig, batchesPerEpoch: number): number {
  return schedule.steps ?? Math.ceil((schedule.epochs * batchesPerEpoch) / batch.accumulation)
}
