import {
  accountTensors,
  CLIP_STATISTICS,
  listParameters,
  type NetworkConfig,
  type OpenedCheckpoint,
  type ProgramParameter,
  withPositionTables,
} from '@deqa/model/training'
import { randomOf } from '../data/random.ts'
import { loraFactorOf } from '../program/program-parameters.ts'
import { spectrumStart } from './spectrum-start.ts'

/** Deviation of what is looked up rather than multiplied: embeddings, queries, positions; and of the head. */
const TABLE_STD = 0.02

/**
 * Random values for a network that is trained from scratch: norms 1 and 0, biases 0, matrices N(0, 1/in) and, where
 * they write into the residual stream of n layers, N(0, 1/(2 n in)); tables and the head N(0, 0.02²). Each tensor
 * depends on the seed and its name alone.
 *
 * @param encoder - `spectrum`: it begins with the tensors of `spectrumStart` instead.
 */
export async function randomParameters(
  network: NetworkConfig,
  seed: number,
  { encoder = 'random' }: { readonly encoder?: 'random' | 'spectrum' } = {},
): Promise<Map<string, Float32Array>> {
  const shapes = new Map(listParameters(network).map(({ name, shape }) => [name, shape]))
  const draw = (name: string) => drawTensor(network, shapes.get(name)!, name, seed)
  const given = encoder === 'spectrum' ? spectrumStart(network.vision, CLIP_STATISTICS, draw) : undefined
  const nothing = {
    tensors: new Map(),
    read: async (name: string) => given?.get(name) ?? draw(name),
    readRows: () => Promise.reject(new TypeError('randomParameters: rows are not read')),
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  }
  return readAll(withPositionTables(nothing, network), network)
}

/**
 * The values of a checkpoint, after accounting for every tensor.
 *
 * @throws {CheckpointMismatchError} if its tensors are not those of the network.
 */
export async function checkpointParameters(
  source: OpenedCheckpoint,
  network: NetworkConfig,
): Promise<Map<string, Float32Array>> {
  accountTensors(source, listParameters(network))
  return readAll(withPositionTables(source, network), network)
}

/**
 * Adapters as they begin: A uniform in ±1/√in, B zero, so that the network is at first unchanged.
 *
 * Source: LoRA's reference implementation and PEFT (Kaiming initialisation with a = √5).
 */
export function freshAdapters(
  parameters: readonly ProgramParameter[],
  seed: number,
): Map<string, Float32Array> {
  const adapters = new Map<string, Float32Array>()
  for (const { name, shape } of parameters) {
    const [rows, columns] = shape as [number, number]
    const factor = loraFactorOf(name)
    if (factor === 'up') adapters.set(name, new Float32Array(rows * columns))
    if (factor !== 'down') continue
    const random = randomOf(seed, 'adapter', name)
    const bound = 1 / Math.sqrt(columns)
    const draw = () => bound * (2 * (random.uint32() / 2 ** 32) - 1)
    adapters.set(name, Float32Array.from({ length: rows * columns }, draw))
  }
  return adapters
}

async function readAll(
  source: Pick<ReturnType<typeof withPositionTables>, 'read'>,
  network: NetworkConfig,
): Promise<Map<string, Float32Array>> {
  const values = new Map<string, Float32Array>()
  for (const { name } of listParameters(network)) values.set(name, await source.read(name))
  return values
}

const NORM = /norm[\w.]*\.weight$|ffn_ln\.weight$/
const TABLE = /embed_tokens|lm_head|cls_token|position_embedding|query_embeds|vit_eos/
/** Matrices whose product is added to what went in, by the part of the network. */
const RESIDUAL: readonly (readonly [RegExp, (network: NetworkConfig) => number])[] = [
  [/vision_model.*(self_attn\.dense|mlp\.fc2)\.weight$/, ({ vision }) => vision.layers],
  [/visual_abstractor.*(out_proj|mlp\.w2)\.weight$/, ({ abstractor }) => abstractor.layers],
  [/model\.layers.*(o_proj|down_proj)\.weight$/, ({ decoder }) => decoder.layers],
]

function drawTensor(
  network: NetworkConfig,
  shape: readonly number[],
  name: string,
  seed: number,
): Float32Array {
  const values = new Float32Array(shape.reduce((product, length) => product * length, 1))
  if (NORM.test(name)) return values.fill(1)
  if (name.endsWith('.bias')) return values
  const layers = RESIDUAL.find(([pattern]) => pattern.test(name))?.[1](network)
  const std = TABLE.test(name) ? TABLE_STD : 1 / Math.sqrt(shape.at(-1)! * (layers ? 2 * layers : 1))
  const random = randomOf(seed, 'parameter', name)
  const uniform = () => (random.uint32() + 0.5) / 2 ** 32
  for (let i = 0; i < values.length; i += 2) {
    // Box and Muller: two independent normal numbers of two uniform ones.
    const radius = std * Math.sqrt(-2 * Math.log(uniform()))
    const angle = 2 * Math.PI * uniform()
    values[i] = radius * Math.cos(angle)
    if (i + 1 < values.length) values[i + 1] = radius * Math.sin(angle)
  }
  return values
}
