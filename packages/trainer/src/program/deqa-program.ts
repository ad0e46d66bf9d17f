import { type AnswerSide, deqaLoss, type LossOptions, sideDistribution, singleLoss } from '@deqa/losses'
import {
  decode,
  embedImage,
  embedPrompt,
  type LoraAdapter,
  type NetworkConfig,
  networkParameters,
  type Ops,
  type ProgramOutput,
  type ProgramParameter,
  type TrainingProgram,
  withLora,
} from '@deqa/model/training'
import {
  type LoraOptions,
  listProgramParameters,
  loraNames,
  type TrainableOptions,
} from './program-parameters.ts'

/**
 * Names of the program's inputs. N = images in a batch: 2 B for pairs, first images first, or B alone. V = views of each
 * that the network sees together: 1, unless its abstractor says otherwise.
 */
export const INPUTS = {
  /** [N · V, 3, S, S], normalised */
  pixels: 'pixels',
  /** [N, T]: token ids after the image, padded at the end */
  text: 'text',
  /** [N, A]: for each answer token the position whose output predicts it, counted over the whole batch */
  answerRows: 'answer rows',
  /** [N, A]: ids of the answer tokens */
  targets: 'targets',
  /** [N, A]: 1 where the token counts, 0 where it does not */
  targetWeights: 'target weights',
  /** [N, K], bad first */
  softLabels: 'soft labels',
  /** [B]: probability that the first image of the pair is the better one */
  preference: 'preference',
} as const

/** The text around the image, as far as it is the same for every image. */
export interface TextLayout {
  /** Token ids before the image. */
  readonly prefix: readonly number[]
  /** T: positions after the image. */
  readonly textLength: number
  /** A: tokens of the answer. */
  readonly answerTokens: number
  /** Which of them is the level's. */
  readonly levelPosition: number
  /** Ids of the K level tokens, bad first. */
  readonly levelIds: readonly number[]
}

export interface DeqaProgramOptions extends TrainableOptions {
  readonly network: NetworkConfig
  readonly text: TextLayout
  /** Pairs, whose order inside a dataset is learned too, or single images. */
  readonly mode: 'pair' | 'single'
  /** B: pairs, or images in single mode. */
  readonly batchSize: number
  readonly loss?: Partial<LossOptions>
}

/**
 * The training of a DeQA-Score network as a program: the image is seen before the question, the answer is read with
 * teacher forcing, and the losses are those of the paper.
 *
 * Reports: `scores` [N] and `deviations` [N] by the closed-set softmax, and each term of the loss.
 */
export function deqaProgram(options: DeqaProgramOptions): TrainingProgram {
  const { network, text, mode, batchSize } = options
  const parameters = listProgramParameters(network, options)
  const images = mode === 'pair' ? 2 * batchSize : batchSize
  const side = network.vision.imageSize
  const { views = 1 } = network.abstractor
  const levels = text.levelIds.length
  return {
    parameters,
    inputs: [
      { name: INPUTS.pixels, shape: [images * views, 3, side, side], type: 'float' },
      { name: INPUTS.text, shape: [images, text.textLength], type: 'index' },
      { name: INPUTS.answerRows, shape: [images, text.answerTokens], type: 'index' },
      { name: INPUTS.targets, shape: [images, text.answerTokens], type: 'index' },
      { name: INPUTS.targetWeights, shape: [images, text.answerTokens], type: 'float' },
      { name: INPUTS.softLabels, shape: [images, levels], type: 'float' },
      ...(mode === 'pair' ? [{ name: INPUTS.preference, shape: [batchSize], type: 'float' } as const] : []),
    ],
    run: (plain, values, inputs) => runProgram(plain, parameters, values, inputs, options),
  }
}

function runProgram<T>(
  plain: Ops<T>,
  parameters: readonly ProgramParameter[],
  values: ReadonlyMap<string, T>,
  inputs: Readonly<Record<string, T>>,
  options: DeqaProgramOptions,
): ProgramOutput<T> {
  const { network, text, mode, batchSize } = options
  const images = mode === 'pair' ? 2 * batchSize : batchSize
  const ops = withLora(plain, adaptersOf(parameters, values, options.lora))
  const logits = answerLogits(ops, network, text, values, inputs)
  const side = (first: number, end: number): AnswerSide<T> => {
    const rows = (x: T) => ops.slice(x, 0, first, end)
    return {
      logits: rows(logits),
      targets: rows(inputs[INPUTS.targets]!),
      weights: rows(inputs[INPUTS.targetWeights]!),
      softLabels: rows(inputs[INPUTS.softLabels]!),
      layout: { ...text, vocabularySize: network.decoder.vocabularySize },
    }
  }
  const { total, ...terms } =
    mode === 'pair'
      ? deqaLoss(ops, side(0, batchSize), side(batchSize, images), inputs[INPUTS.preference]!, options.loss)
      : singleLoss(ops, side(0, images), options.loss)
  const { score, std } = sideDistribution(ops, side(0, images), 'closed-set')
  return { loss: total, reported: { ...terms, scores: score, deviations: std } }
}

/** Logits that predict the answer tokens under teacher forcing: [N, A, V] */
function answerLogits<T>(
  ops: Ops<T>,
  network: NetworkConfig,
  text: TextLayout,
  values: ReadonlyMap<string, T>,
  inputs: Readonly<Record<string, T>>,
): T {
  const tree = networkParameters(network, ({ name }) => values.get(name)!)
  const image = embedImage(ops, tree, network, inputs[INPUTS.pixels]!)
  const { embeddings, segments } = embedPrompt(
    ops,
    tree.decoder.embeddings,
    network.decoder.width,
    [
      { ids: text.prefix },
      { image, length: network.abstractor.queries + 1 },
      { indices: inputs[INPUTS.text]!, length: text.textLength },
    ],
    image,
  )
  const { hidden } = decode(ops, tree.decoder, network.decoder, embeddings, { segments })
  const rows = ops.reshape(hidden, [-1, network.decoder.width])
  // Only the positions that predict an answer token go through the head.
  return ops.linear(ops.gather(rows, inputs[INPUTS.answerRows]!), tree.decoder.head)
}

function adaptersOf<T>(
  parameters: readonly ProgramParameter[],
  values: ReadonlyMap<string, T>,
  lora: LoraOptions | undefined,
): Map<T, LoraAdapter<T>> {
  const adapters = new Map<T, LoraAdapter<T>>()
  if (!lora) return adapters
  for (const { name } of parameters) {
    const { down, up } = loraNames(name)
    const [a, b] = [values.get(down), values.get(up)]
    if (a !== undefined && b !== undefined) {
      adapters.set(values.get(name)!, { down: a, up: b, scale: lora.alpha / lora.rank })
    }
  }
  return adapters
}
