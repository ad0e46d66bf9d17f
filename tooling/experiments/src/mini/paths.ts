import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const runs = join(root, 'runs')

const last = trainingRun('deqa-mini')

/** Where everything about the shipped model lies. */
export const MINI = {
  root,
  /** The damaged photographs and their labels. */
  set: join(runs, 'deqa-mini-set'),
  /** How the set is made: of 500 photographs, 350 to train on, 50 to choose by and 100 to report. */
  setOptions: ['--split', '70/10/20', '--chains', '12', '--seed', '1'],
  /** The runs, each of which begins with what is taken of the one before it. */
  training: [
    trainingRun('deqa-mini-start'),
    trainingRun('deqa-mini-references'),
    trainingRun('deqa-mini-strengths', 0.6),
    last,
  ],
  /** The run that gives the model. */
  last,
  predictions: join(runs, 'deqa-mini-predictions'),
  model: join(root, 'packages', 'model', 'models', 'deqa-mini'),
  /** The same weights as others can train on from. */
  shippedCheckpoint: join(root, 'packages', 'trainer', 'checkpoints', 'deqa-mini'),
} as const

/** One of the runs, and what is taken of it. */
interface TrainingRun {
  readonly name: string
  readonly config: string
  readonly run: string
  /** How much of the way from the weights it began with to those it learned. */
  readonly blend: number
  /** The weights that lie there, in the original's layout. */
  readonly checkpoint: string
}

function trainingRun(name: string, blend = 1): TrainingRun {
  return {
    name,
    config: join(root, 'configs', `${name}.yaml`),
    run: join(runs, name),
    blend,
    checkpoint: join(runs, `${name}-checkpoint`),
  }
}
