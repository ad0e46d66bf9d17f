import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeSafetensors } from '@deqa/model/training'
import type { TrainingCase } from './training-case.ts'

/**
 * Writes a case where `training_step.py` reads it: `case.json` with the settings and whatever is a whole number,
 * `tensors.safetensors` with parameters and the rest of the batch.
 */
export async function writeCase(folder: string, trainingCase: TrainingCase): Promise<void> {
  const { name, program, values, batch, learningRate, weightDecay, settings } = trainingCase
  const indices = program.inputs.filter(({ type }) => type === 'index')
  const floats = [
    ...program.parameters.map(({ name, shape }) => ({ name, shape, values: values.get(name)! })),
    ...program.inputs
      .filter(({ type }) => type === 'float')
      .map(({ name, shape }) => ({ name: `batch.${name}`, shape, values: batch[name] as Float32Array })),
  ]
  await writeSafetensors(
    join(folder, 'tensors.safetensors'),
    floats.map(({ name, shape, values }) => ({ name, shape, read: () => values })),
  )
  const json = {
    ...settings,
    case: name,
    learningRate,
    weightDecay,
    frozen: program.parameters.filter(({ trainable }) => !trainable).map(({ name }) => name),
    indices: Object.fromEntries(
      indices.map(({ name, shape }) => [name, { shape, values: [...batch[name]!] }]),
    ),
  }
  await writeFile(join(folder, 'case.json'), JSON.stringify(json))
}
