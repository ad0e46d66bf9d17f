import { LOSS_DEFAULTS } from '@deqa/losses'
import type { Batch, NetworkConfig } from '@deqa/model/training'
import { deqaProgram, INPUTS, type TextLayout } from '@deqa/trainer'
import { initialValues, uniformValues } from './random-values.ts'
import type { TrainingCase } from './training-case.ts'

const PAIRS = 4

const network: NetworkConfig = {
  vision: {
    width: 192,
    layers: 6,
    heads: 3,
    mlpWidth: 768,
    imageSize: 224,
    patchSize: 16,
    layerNormEps: 1e-6,
  },
  abstractor: { width: 192, layers: 2, heads: 3, mlpWidth: 528, queries: 32, mlpNormEps: 1e-6 },
  decoder: {
    width: 128,
    layers: 4,
    heads: 4,
    mlpWidth: 352,
    vocabularySize: 1000,
    rmsNormEps: 1e-6,
    ropeTheta: 1e4,
    maxPositions: 2048,
  },
}

/** As long as the original's prompt and answer; which words they are makes no difference to the time. */
const text: TextLayout = {
  prefix: Array.from({ length: 15 }, (_, i) => 1 + i),
  textLength: 24,
  answerTokens: 9,
  levelPosition: 6,
  levelIds: [900, 910, 920, 930, 940],
}

/** Vision encoder, abstractor and decoder with every loss of the paper on pairs, all parameters trained. */
export function wholeNetwork(): TrainingCase {
  const program = deqaProgram({ network, text, mode: 'pair', batchSize: PAIRS })
  const { vision, abstractor, decoder } = network
  return {
    name: 'whole-network',
    description:
      `whole network, all losses: ${vision.imageSize} px, patch ${vision.patchSize}, vision ${vision.width}×${vision.layers}, ` +
      `abstractor ${abstractor.width}×${abstractor.layers} with ${abstractor.queries} queries, ` +
      `decoder ${decoder.width}×${decoder.layers}, vocabulary ${decoder.vocabularySize}, ${PAIRS} pairs`,
    goal: 1.4,
    program,
    values: initialValues(program.parameters),
    batch: batch(),
    learningRate: 1e-4,
    weightDecay: 0.05,
    settings: { network, prefix: text.prefix, pairs: PAIRS, ...answer() },
  }
}

function answer() {
  const { levelIds, levelPosition } = text
  return { levelIds, levelPosition, nextTokenWeight: LOSS_DEFAULTS.weightNextToken }
}

function batch(): Batch {
  const images = 2 * PAIRS
  const { textLength, answerTokens, levelPosition, levelIds } = text
  const positions = text.prefix.length + network.abstractor.queries + 1 + textLength
  // A different word in every place; the answers end the text, and the level's place holds a level.
  const ids = Array.from({ length: images }, (_, n) =>
    Array.from({ length: textLength }, (_, i) => 20 + ((37 * n + 11 * i) % 800)),
  )
  const answers = ids.map((row, n) => {
    row[textLength - answerTokens + levelPosition] = levelIds[n % levelIds.length]!
    return row.slice(-answerTokens)
  })
  // The last output that is read is the one before the last token.
  const rows = ids.flatMap((_, n) =>
    Array.from({ length: answerTokens }, (_, i) => (n + 1) * positions - answerTokens + i - 1),
  )
  return {
    [INPUTS.pixels]: uniformValues(2, images * 3 * network.vision.imageSize ** 2, -2, 2),
    [INPUTS.text]: Int32Array.from(ids.flat()),
    [INPUTS.answerRows]: Int32Array.from(rows),
    [INPUTS.targets]: Int32Array.from(answers.flat()),
    [INPUTS.targetWeights]: new Float32Array(images * answerTokens).fill(1),
    [INPUTS.softLabels]: Float32Array.from(ids.flatMap((_, n) => softLabel(n % levelIds.length))),
    [INPUTS.preference]: uniformValues(3, PAIRS, 0.05, 0.95),
  }
}

/** Most on one level, the rest on its neighbours. */
function softLabel(level: number): number[] {
  const [below, above] = [level === 0 ? 0 : 0.1, level === text.levelIds.length - 1 ? 0 : 0.2]
  return text.levelIds.map((_, i) =>
    i === level - 1 ? below : i === level + 1 ? above : i === level ? 1 - below - above : 0,
  )
}
