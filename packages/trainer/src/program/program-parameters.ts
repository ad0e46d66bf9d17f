import { listParameters, type NetworkConfig, type ProgramParameter } from '@deqa/model/training'

/** The parts of the network that can be trained or frozen each on its own (the paper's Table A7). */
export type Component = 'vision' | 'abstractor' | 'decoder'

/** Low-rank adapters instead of the matrices themselves. */
export interface LoraOptions {
  readonly rank: number
  /** The change is scaled by alpha / rank. */
  readonly alpha: number
  /**
   * Which weights get one: patterns for the names of modules.
   * @default the original's: every query projection and every visual value projection of the decoder
   */
  readonly targets?: readonly RegExp[]
}

export interface TrainableOptions {
  /** What is trained in full. @default every component; with LoRA, vision and abstractor, as the original does */
  readonly train?: readonly Component[]
  readonly lora?: LoraOptions
}

/** Upstream's LoRA targets: `q_proj`, and `v_proj` for visual positions only. */
export const UPSTREAM_LORA_TARGETS: readonly RegExp[] = [
  /^model\.layers\.\d+\.self_attn\.q_proj$/,
  /^model\.layers\.\d+\.self_attn\.v_proj\.multiway\.1$/,
]

const PREFIXES: readonly (readonly [string, Component])[] = [
  ['model.vision_model.', 'vision'],
  ['model.visual_abstractor.', 'abstractor'],
  ['', 'decoder'],
]

/** Which part of the network a tensor belongs to. */
export function componentOf(name: string): Component {
  return PREFIXES.find(([prefix]) => name.startsWith(prefix))![1]
}

/** Names of the adapter of a weight, as PEFT writes them but for its `base_model.model.` in front. */
export function loraNames(weight: string): { down: string; up: string } {
  const module = weight.replace(/\.weight$/, '')
  return { down: module + DOWN, up: module + UP }
}

/** Which factor of an adapter a parameter is; undefined if it is none. */
export function loraFactorOf(name: string): 'down' | 'up' | undefined {
  if (name.endsWith(DOWN)) return 'down'
  return name.endsWith(UP) ? 'up' : undefined
}

const DOWN = '.lora_A.weight'
const UP = '.lora_B.weight'

/**
 * Every tensor of the network as a parameter of the program, adapters after the weights they belong to. The fixed
 * position tables are never trained.
 *
 * @throws {RangeError} if a LoRA target names no matrix of the decoder.
 */
export function listProgramParameters(
  network: NetworkConfig,
  { train = undefined, lora }: TrainableOptions,
): ProgramParameter[] {
  const trained = train ?? (lora ? ['vision', 'abstractor'] : ['vision', 'abstractor', 'decoder'])
  const targets = lora ? (lora.targets ?? UPSTREAM_LORA_TARGETS) : []
  const used = new Set<RegExp>()
  const parameters = listParameters(network).flatMap(({ name, shape, computable }): ProgramParameter[] => {
    const own = { name, shape, trainable: !computable && trained.includes(componentOf(name)) }
    const target = targets.find((pattern) => pattern.test(name.replace(/\.weight$/, '')))
    if (!lora || !target || shape.length !== 2) return [own]
    used.add(target)
    const [out, input] = shape as [number, number]
    const { down, up } = loraNames(name)
    return [
      own,
      { name: down, shape: [lora.rank, input], trainable: true },
      { name: up, shape: [out, lora.rank], trainable: true },
    ]
  })
  const unused = targets.find((pattern) => !used.has(pattern))
  if (unused) throw new RangeError(`LoRA: expected the target ${unused} to name a matrix, it names none`)
  return parameters
}
