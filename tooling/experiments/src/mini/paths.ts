import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const runs = join(root, 'runs')

/** Where everything about the shipped model lies. */
export const MINI = {
  root,
  /** The damaged photographs and their labels. */
  set: join(runs, 'deqa-mini-set'),
  /** How the set is made: of 500 photographs, 350 to train on, 50 to choose by and 100 to report. */
  setOptions: ['--split', '70/10/20', '--chains', '12', '--seed', '1'],
  /** The runs, each of which begins with the weights of the one before it; the last one gives the model. */
  training: ['deqa-mini-start', 'deqa-mini-references', 'deqa-mini'].map((name) => ({
    config: join(root, 'configs', `${name}.yaml`),
    run: join(runs, name),
  })),
  /** How much of the way from the weights of the second run to those of the last the model lies. */
  blend: 0.6,
  /** Weights of the model in the original's layout. */
  checkpoint: join(runs, 'deqa-mini-checkpoint'),
  predictions: join(runs, 'deqa-mini-predictions'),
  model: join(root, 'packages', 'model', 'models', 'deqa-mini'),
  /** The same weights as others can train on from. */
  shippedCheckpoint: join(root, 'packages', 'trainer', 'checkpoints', 'deqa-mini'),
} as const
