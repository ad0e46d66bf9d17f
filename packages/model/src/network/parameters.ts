import { type NetworkConfig, visionTokens } from './config.ts'

export interface Linear<T> {
  /** shape [out, in], as PyTorch stores it */
  readonly weight: T
  readonly bias: T
}

export interface Norm<T> {
  readonly weight: T
  readonly bias: T
}

/** One thing per modality: index 0 is text, index 1 is visual (upstream's `multiway`). */
export type PerModality<T> = readonly [text: T, visual: T]

export interface VisionLayer<T> {
  readonly inputNorm: Norm<T>
  /** Rows interleaved per head: for each head its queries, then its keys, then its values. */
  readonly queryKeyValue: Linear<T>
  readonly attentionOutput: Linear<T>
  readonly mlpNorm: Norm<T>
  readonly mlpIn: Linear<T>
  readonly mlpOut: Linear<T>
}

export interface VisionParameters<T> {
  /** shape [width, 3·patch·patch]: the stride = kernel convolution as a product */
  readonly patchEmbedding: T
  readonly classToken: T
  readonly positions: T
  readonly preNorm: Norm<T>
  readonly layers: readonly VisionLayer<T>[]
  readonly postNorm: Norm<T>
}

export interface AbstractorLayer<T> {
  readonly queryNorm: Norm<T>
  readonly imageNorm: Norm<T>
  readonly query: Linear<T>
  readonly key: Linear<T>
  readonly value: Linear<T>
  /** shape [queries, width], fixed */
  readonly queryPositions: T
  /** shape [vision tokens, width], fixed */
  readonly imagePositions: T
  readonly attentionOutput: Linear<T>
  readonly mlpNorm: Norm<T>
  readonly mlpGate: Linear<T>
  readonly mlpUp: Linear<T>
  readonly mlpInnerNorm: Norm<T>
  readonly mlpDown: Linear<T>
}

export interface AbstractorParameters<T> {
  readonly queries: T
  readonly layers: readonly AbstractorLayer<T>[]
  readonly projection: Linear<T>
  readonly endOfImage: T
}

export interface DecoderLayer<T> {
  readonly inputNorm: PerModality<T>
  readonly query: T
  readonly key: PerModality<T>
  readonly value: PerModality<T>
  readonly attentionOutput: T
  readonly mlpNorm: PerModality<T>
  readonly mlpGate: T
  readonly mlpUp: T
  readonly mlpDown: T
}

export interface DecoderParameters<T> {
  /** shape [vocabulary, width] */
  readonly embeddings: T
  readonly layers: readonly DecoderLayer<T>[]
  readonly finalNorm: T
  /** shape [vocabulary, width] */
  readonly head: T
}

/** Every weight of the network, as a typed tree. */
export interface NetworkParameters<T> {
  readonly vision: VisionParameters<T>
  readonly abstractor: AbstractorParameters<T>
  readonly decoder: DecoderParameters<T>
}

/** A tensor by its upstream name. `stored` is the shape on disk where it differs from the shape in use. */
export interface ParameterRequest {
  readonly name: string
  /** Shape in which the network uses it; same elements in the same order as on disk. */
  readonly shape: readonly number[]
  readonly stored: readonly number[]
  /** Set for the fixed position tables, which some checkpoints leave out: which table it is. */
  readonly computable: false | 'query-positions' | 'image-positions'
}

/**
 * Builds the parameter tree by asking for each tensor once, under its upstream name (`upstream.md` 3.8).
 * The one place where upstream's names and shapes are written: the list of expected tensors, the loader and
 * the graph writer all come from here.
 */
export function networkParameters<T>(
  config: NetworkConfig,
  get: (request: ParameterRequest) => T,
): NetworkParameters<T> {
  const tensor = (name: string, shape: readonly number[], stored = shape): T =>
    get({ name, shape, stored, computable: false })
  const table = (
    name: string,
    shape: readonly number[],
    computable: 'query-positions' | 'image-positions',
  ): T => get({ name, shape, stored: shape, computable })
  const norm = (name: string, width: number): Norm<T> => ({
    weight: tensor(`${name}.weight`, [width]),
    bias: tensor(`${name}.bias`, [width]),
  })
  const linear = (name: string, out: number, input: number): Linear<T> => ({
    weight: tensor(`${name}.weight`, [out, input]),
    bias: tensor(`${name}.bias`, [out]),
  })
  const times = <U>(count: number, make: (index: number) => U): U[] =>
    Array.from({ length: count }, (_, index) => make(index))

  const { vision, abstractor, decoder } = config
  const tokens = visionTokens(vision)
  const patch = vision.patchSize

  const visionRoot = 'model.vision_model'
  const visionLayer = (index: number): VisionLayer<T> => {
    const layer = `${visionRoot}.encoder.layers.${index}`
    return {
      inputNorm: norm(`${layer}.input_layernorm`, vision.width),
      queryKeyValue: linear(`${layer}.self_attn.query_key_value`, 3 * vision.width, vision.width),
      attentionOutput: linear(`${layer}.self_attn.dense`, vision.width, vision.width),
      mlpNorm: norm(`${layer}.post_attention_layernorm`, vision.width),
      mlpIn: linear(`${layer}.mlp.fc1`, vision.mlpWidth, vision.width),
      mlpOut: linear(`${layer}.mlp.fc2`, vision.width, vision.mlpWidth),
    }
  }

  const abstractorRoot = 'model.visual_abstractor'
  const abstractorLayer = (index: number): AbstractorLayer<T> => {
    const cross = `${abstractorRoot}.encoder.layers.${index}.crossattention`
    const width = abstractor.width
    return {
      queryNorm: norm(`${cross}.norm1`, width),
      imageNorm: norm(`${cross}.normk`, width),
      query: linear(`${cross}.attention.query`, width, width),
      key: linear(`${cross}.attention.key`, width, width),
      value: linear(`${cross}.attention.value`, width, width),
      queryPositions: table(`${cross}.attention.q_pos_embed`, [abstractor.queries, width], 'query-positions'),
      imagePositions: table(`${cross}.attention.k_pos_embed`, [tokens, width], 'image-positions'),
      attentionOutput: linear(`${cross}.output.out_proj`, width, width),
      mlpNorm: norm(`${cross}.output.norm2`, width),
      mlpGate: linear(`${cross}.output.mlp.w1`, abstractor.mlpWidth, width),
      mlpUp: linear(`${cross}.output.mlp.w3`, abstractor.mlpWidth, width),
      mlpInnerNorm: norm(`${cross}.output.mlp.ffn_ln`, abstractor.mlpWidth),
      mlpDown: linear(`${cross}.output.mlp.w2`, width, abstractor.mlpWidth),
    }
  }

  const decoderLayer = (index: number): DecoderLayer<T> => {
    const layer = `model.layers.${index}`
    const width = decoder.width
    const perModality = (name: string, shape: readonly number[]): PerModality<T> => [
      tensor(`${layer}.${name}.multiway.0.weight`, shape),
      tensor(`${layer}.${name}.multiway.1.weight`, shape),
    ]
    return {
      inputNorm: perModality('input_layernorm', [width]),
      query: tensor(`${layer}.self_attn.q_proj.weight`, [width, width]),
      key: perModality('self_attn.k_proj', [width, width]),
      value: perModality('self_attn.v_proj', [width, width]),
      attentionOutput: tensor(`${layer}.self_attn.o_proj.weight`, [width, width]),
      mlpNorm: perModality('post_attention_layernorm', [width]),
      mlpGate: tensor(`${layer}.mlp.gate_proj.weight`, [decoder.mlpWidth, width]),
      mlpUp: tensor(`${layer}.mlp.up_proj.weight`, [decoder.mlpWidth, width]),
      mlpDown: tensor(`${layer}.mlp.down_proj.weight`, [width, decoder.mlpWidth]),
    }
  }

  return {
    vision: {
      patchEmbedding: tensor(
        `${visionRoot}.embeddings.patch_embed.weight`,
        [vision.width, 3 * patch * patch],
        [vision.width, 3, patch, patch],
      ),
      classToken: tensor(`${visionRoot}.embeddings.cls_token`, [1, 1, vision.width]),
      positions: tensor(`${visionRoot}.embeddings.position_embedding`, [1, tokens, vision.width]),
      preNorm: norm(`${visionRoot}.embeddings.pre_layernorm`, vision.width),
      layers: times(vision.layers, visionLayer),
      postNorm: norm(`${visionRoot}.post_layernorm`, vision.width),
    },
    abstractor: {
      queries: tensor(`${abstractorRoot}.query_embeds`, [1, abstractor.queries, abstractor.width]),
      layers: times(abstractor.layers, abstractorLayer),
      projection: linear(`${abstractorRoot}.visual_fc`, decoder.width, abstractor.width),
      endOfImage: tensor(`${abstractorRoot}.vit_eos`, [1, 1, decoder.width]),
    },
    decoder: {
      embeddings: tensor('model.embed_tokens.weight', [decoder.vocabularySize, decoder.width]),
      layers: times(decoder.layers, decoderLayer),
      finalNorm: tensor('model.norm.weight', [decoder.width]),
      head: tensor('lm_head.weight', [decoder.vocabularySize, decoder.width]),
    },
  }
}

/** Every tensor the network asks for, in the order of the tree. */
export function listParameters(config: NetworkConfig): ParameterRequest[] {
  const requests: ParameterRequest[] = []
  networkParameters(config, (request) => requests.push(request))
  return requests
}
