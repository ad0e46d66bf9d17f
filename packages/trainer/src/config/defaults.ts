import { LOSS_DEFAULT_SOURCES, LOSS_DEFAULTS, type LossOptions } from '@deqa/losses'
import { TRAINING_QUESTIONS } from '@deqa/model/training'
import { LEVEL_NAMES } from '@deqa/soft-label'

/** A default, and the sentence that justifies it. */
export interface DocumentedDefault<V = unknown> {
  readonly value: V
  readonly source: string
}

function by<const V>(value: V, source: string): DocumentedDefault<V> {
  return { value, source }
}

function ofLoss<K extends keyof LossOptions>(name: K): DocumentedDefault<LossOptions[K]> {
  return by(LOSS_DEFAULTS[name], LOSS_DEFAULT_SOURCES[name])
}

/** Every default of the training configuration by its path, with its source: a place in the paper, or what upstream does. */
export const CONFIG_DEFAULTS = {
  name: by('deqa', 'A name for reports; nothing depends on it.'),
  seed: by(42, 'Upstream leaves the default seed of the Hugging Face trainer, 42.'),
  mode: by('pair', 'Eq. 9: the fidelity loss compares pairs; upstream: dataset_type pair.'),

  'datasets[].split': by('train', 'Section 5.1: trained on the training splits.'),
  'datasets[].weight': by(1, 'Upstream: data weights 1 1 1 for KonIQ, SPAQ and KADID.'),
  'datasets[].density': by(
    'mass',
    'Eq. 1: the integral over the interval. (Upstream takes the density at the centre for KonIQ and KADID.)',
  ),
  'datasets[].std': by(
    'required',
    'A deviation is not made up unasked. Appendix B.1 assigns 20 % of the range to PIPAL: std: { ratio: 0.2 }.',
  ),
  'datasets[].labels': by(
    'computed',
    'Section 3.1: labels are computed from mean and deviation of the ratings.',
  ),
  'evaluation.datasets[].split': by('test', 'Section 5.1: evaluated on the test splits.'),

  views: by(null, 'Upstream: the whole picture, padded to a square and resampled.'),
  'views.longSide': by(512, 'KADID-10k’s raters saw pictures of 512×384.'),
  'views.along': by(3, 'A grid of 3 × 2 covers most of a picture of 3:2.'),
  'views.across': by(2, 'A grid of 3 × 2 covers most of a picture of 3:2.'),
  'views.together': by(
    false,
    'One square at a time is quicker to learn from; seeing all at once comes after it.',
  ),
  'start.encoder': by('random', 'Upstream starts from trained weights and says nothing of it.'),

  'label.method': by('gaussian', 'Section 3.1, Eq. 1 and 2: the paper’s soft label.'),
  'label.variant': by('paper', 'Eq. 1, 2 and A2 as printed; upstream’s script differs in five points.'),
  'levels.words': by(
    [...LEVEL_NAMES],
    'Table 7: the common words are the best of six sets on every dataset but TID2013.',
  ),

  'text.vocabulary': by(
    'auto',
    'A checkpoint’s own tokenizer or the published ids; the small vocabulary for a network from scratch.',
  ),
  'text.questions': by([...TRAINING_QUESTIONS], 'Upstream: one of ten questions, drawn once for each image.'),
  'text.system': by(true, 'Upstream: conversation template v1, which begins with two system sentences.'),
  'text.uncertainty': by(
    false,
    'Table 6: naming the uncertainty (#1) gives 0.935 on KonIQ, soft labels (#3) 0.954.',
  ),

  'train.vision': by(
    true,
    'Table A7: training the vision encoder lifts KonIQ from 0.911 (#4) to 0.957 (#5).',
  ),
  'train.abstractor': by(
    true,
    'Table A7: training the abstractor lifts KonIQ from 0.889 (#3) to 0.911 (#4).',
  ),
  'train.decoder': by('full', 'Table A7: the fully tuned decoder (#5) is slightly better than LoRA (#2).'),
  'lora.rank': by(128, 'Upstream’s train_lora.sh: rank 128.'),
  'lora.alpha': by(256, 'Upstream’s train_lora.sh: alpha 256, a scale of 2.'),
  'lora.targets': by(
    null,
    'Upstream: all query projections and the value projections of visual positions (null stands for these).',
  ),

  'loss.readOut': ofLoss('readOut'),
  'loss.rank': ofLoss('rank'),
  'loss.deviation': ofLoss('deviation'),
  'loss.strengths': by('rated', 'Eq. 6 for every pair: upstream knows no strengths.'),
  'loss.weightRank': ofLoss('weightRank'),
  'loss.weightNextToken': ofLoss('weightNextToken'),
  'loss.weightSoftLabel': ofLoss('weightSoftLabel'),
  'loss.weightInLevel': ofLoss('weightInLevel'),

  'batch.size': by(16, 'Upstream: 16 pairs on each device.'),
  'batch.accumulation': by(4, 'Section 5.1: a batch size of 64, here 4 batches of 16 one after another.'),

  'schedule.epochs': by(3, 'Section 5.1: 3 epochs.'),
  'schedule.steps': by(null, 'The number of updates follows from the epochs (Section 5.1).'),
  'schedule.learningRate': by(2e-5, 'Section 5.1: the initial learning rate is 2e-5.'),
  'schedule.warmupRatio': by(0.03, 'Appendix B.3: a warm-up ratio of 0.03.'),
  'schedule.decay': by('cosine', 'Section 5.1: cosine decay.'),

  'optimizer.beta1': by(0.9, 'Section 5.1: AdamW; its defaults, which upstream leaves.'),
  'optimizer.beta2': by(0.999, 'Section 5.1: AdamW; its defaults, which upstream leaves.'),
  'optimizer.epsilon': by(1e-8, 'Section 5.1: AdamW; its defaults, which upstream leaves.'),
  'optimizer.weightDecay': by(0, 'Upstream: weight decay 0.'),
  'optimizer.maxGradientNorm': by(
    null,
    'Not in the paper; upstream’s DeepSpeed configuration does not clip gradients either.',
  ),

  'engine.name': by('onnx', 'The fast one; tfjs follows the same losses and is its independent check.'),
  'engine.threads': by(null, 'One for each physical core, as ONNX Runtime has it.'),
  'engine.workers': by(
    1,
    'One batch after the other on all cores. More, with threads: 1, train small networks faster to the same bits.',
  ),
  'engine.frozen': by('fp32', 'Upstream keeps what LoRA leaves frozen in full; q4 fits where that does not.'),

  'data.workers': by(
    2,
    'Upstream has 4 loader processes beside a GPU; here the cores are needed for the network too.',
  ),
  'data.prefetch': by(2, 'Two batches are made ready while one is trained on, as PyTorch’s loader does.'),
  'data.cacheMiB': by(512, 'Memory for resized images: some 900 of 448 × 448, all of a small set.'),
  'data.cacheFolder': by(null, 'Nothing is written outside the run’s own folder unless asked for.'),
  'data.cacheFolderMiB': by(8192, 'Room on disk for KonIQ-10k’s training images at 448 × 448, twice.'),
  'data.badImages': by(
    'stop',
    'A run stops with the file’s name. (Upstream goes on with a random other image, for ever and unsaid.)',
  ),
  'data.flip': by(false, 'Upstream does not augment.'),
  'data.turn': by(false, 'Upstream does not augment.'),
  'data.sameReference': by(0, 'Upstream: the partner is any other image of the dataset.'),
  'data.sameDistortion': by(0, 'Pairs of one reference compare any two copies of it.'),

  'evaluation.everySteps': by(null, 'Counted in epochs, as training is (Section 5.1).'),
  'evaluation.everyEpochs': by(
    1,
    'Upstream evaluates after training only; once an epoch shows whether it learns.',
  ),
  'evaluation.metrics': by(
    ['plcc', 'srcc'],
    'Section 5.1: PLCC and SRCC for scores; js, w2 and kl are for distributions.',
  ),

  'checkpoints.everySteps': by(null, 'Counted in epochs, as training is (Section 5.1).'),
  'checkpoints.everyEpochs': by(1, 'Upstream saves at the end only; a run here can be resumed.'),
  'checkpoints.keepLast': by(2, 'The last one, and the one before it should the last be faulty.'),
  'checkpoints.best': by('srcc', 'Section 5.1: PLCC and SRCC judge a model; SRCC needs no fitted curve.'),

  'output.logEverySteps': by(1, 'Upstream logs each step.'),
  'output.tensorBoard': by(true, 'Upstream logs to TensorBoard.'),
  'output.html': by(true, 'A page that shows the curves without any further program.'),
} as const satisfies Record<string, DocumentedDefault>

/** A path that has a default. */
export type DefaultPath = keyof typeof CONFIG_DEFAULTS

type Mutable<V> = V extends readonly (infer E)[] ? E[] : V

/** A default's value, ready to be one of a schema: lists are copied. */
export function defaultOf<P extends DefaultPath>(path: P): Mutable<(typeof CONFIG_DEFAULTS)[P]['value']> {
  const { value } = CONFIG_DEFAULTS[path]
  return (Array.isArray(value) ? [...value] : value) as Mutable<(typeof CONFIG_DEFAULTS)[P]['value']>
}
