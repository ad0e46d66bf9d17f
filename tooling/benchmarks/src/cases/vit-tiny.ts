import { crossEntropy } from '@deqa/losses'
import {
  encodeImage,
  listParameters,
  type NetworkConfig,
  networkParameters,
  type ProgramParameter,
  type TrainingProgram,
} from '@deqa/model/training'
import { initialValues, uniformValues } from './random-values.ts'
import type { TrainingCase } from './training-case.ts'

const BATCH = 8
const CLASSES = 5

const vision: NetworkConfig['vision'] = {
  width: 192,
  layers: 12,
  heads: 3,
  mlpWidth: 768,
  imageSize: 224,
  patchSize: 16,
  layerNormEps: 1e-6,
}

/** The tree of parameters is that of a whole network; here its other parts are empty, and nothing reads them. */
const network: NetworkConfig = {
  vision,
  abstractor: { width: 192, layers: 0, heads: 3, mlpWidth: 1, queries: 1, mlpNormEps: 1e-6 },
  decoder: {
    width: 192,
    layers: 0,
    heads: 3,
    mlpWidth: 1,
    vocabularySize: 1,
    rmsNormEps: 1e-6,
    ropeTheta: 1e4,
    maxPositions: 1,
  },
}

const HEAD = { weight: 'head.weight', bias: 'head.bias' }

/** The vision encoder at the size known as ViT-tiny, with a head of five classes on the class token. */
export function vitTiny(): TrainingCase {
  const parameters: ProgramParameter[] = [
    ...listParameters(network)
      .filter(({ name }) => name.startsWith('model.vision_model.'))
      .map(({ name, shape }) => ({ name, shape, trainable: true })),
    { name: HEAD.weight, shape: [CLASSES, vision.width], trainable: true },
    { name: HEAD.bias, shape: [CLASSES], trainable: true },
  ]
  const side = vision.imageSize
  return {
    name: 'vit-tiny',
    description: `ViT-tiny: ${side} px, patch ${vision.patchSize}, width ${vision.width}, depth ${vision.layers}, ${vision.heads} heads, batch ${BATCH}`,
    goal: 1.25,
    program: program(parameters),
    values: initialValues(parameters),
    batch: {
      pixels: uniformValues(1, BATCH * 3 * side * side, -2, 2),
      classes: Int32Array.from({ length: BATCH }, (_, i) => i % CLASSES),
    },
    learningRate: 1e-4,
    weightDecay: 0.05,
    settings: { network: { vision } },
  }
}

function program(parameters: readonly ProgramParameter[]): TrainingProgram {
  const side = vision.imageSize
  return {
    parameters,
    inputs: [
      { name: 'pixels', shape: [BATCH, 3, side, side], type: 'float' },
      { name: 'classes', shape: [BATCH], type: 'index' },
    ],
    run(ops, values, inputs) {
      const tree = networkParameters(network, ({ name }) => values.get(name)!)
      const encoded = encodeImage(ops, tree.vision, vision, inputs['pixels']!)
      const classToken = ops.reshape(ops.slice(encoded, 1, 0, 1), [BATCH, vision.width])
      const logits = ops.linear(classToken, values.get(HEAD.weight)!, values.get(HEAD.bias)!)
      const weights = ops.constant(new Array<number>(BATCH).fill(1), [BATCH])
      return { loss: crossEntropy(ops, logits, inputs['classes']!, weights), reported: {} }
    },
  }
}
