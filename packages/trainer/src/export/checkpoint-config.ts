import type { LossOptions } from '@deqa/losses'
import type { CropViews, ModelRecipe, NetworkConfig } from '@deqa/model/training'

/** What a `config.json` says besides the network. */
export interface CheckpointConfigFacts {
  /** Bad first. */
  readonly levelIds: readonly number[]
  readonly loss: LossOptions
  /** Ids of the inference prompts, for a vocabulary that no tokenizer file knows. */
  readonly prompts?: ModelRecipe['prompts']
  readonly views?: CropViews
  /** How the weights are stored, in PyTorch's words. */
  readonly torchDtype: 'float32' | 'float16' | 'bfloat16'
}

/**
 * The `config.json` of a checkpoint in the original's form. Level ids stand there with the best level first, and the
 * losses under the names of the original's switches.
 */
export function checkpointConfig(
  { vision, abstractor, decoder }: NetworkConfig,
  { levelIds, loss, prompts, views, torchDtype }: CheckpointConfigFacts,
): Record<string, unknown> {
  return {
    architectures: ['MPLUGOwl2LlamaForCausalLM'],
    model_type: 'mplug_owl2',
    attention_bias: false,
    bos_token_id: 1,
    eos_token_id: 2,
    hidden_act: 'silu',
    hidden_size: decoder.width,
    image_aspect_ratio: 'pad',
    initializer_range: 0.02,
    intermediate_size: decoder.mlpWidth,
    level_ids: levelIds.toReversed(),
    max_position_embeddings: decoder.maxPositions,
    num_attention_heads: decoder.heads,
    num_hidden_layers: decoder.layers,
    num_key_value_heads: decoder.heads,
    pretraining_tp: 1,
    rms_norm_eps: decoder.rmsNormEps,
    rope_scaling: null,
    rope_theta: decoder.ropeTheta,
    tie_word_embeddings: false,
    torch_dtype: torchDtype,
    use_cache: true,
    vocab_size: decoder.vocabularySize,
    ...lossSwitches(loss),
    ...(prompts ? { deqa_prompts: prompts } : {}),
    ...(views ? { deqa_views: views } : {}),
    visual_config: {
      visual_abstractor: {
        model_type: 'mplug_owl_visual_abstract',
        encoder_hidden_size: vision.width,
        grid_size: vision.imageSize / vision.patchSize,
        hidden_size: abstractor.width,
        intermediate_size: abstractor.mlpWidth,
        layer_norm_eps: abstractor.mlpNormEps,
        num_attention_heads: abstractor.heads,
        num_hidden_layers: abstractor.layers,
        num_learnable_queries: abstractor.queries,
        ...(abstractor.views !== undefined && { deqa_views: abstractor.views }),
      },
      visual_model: {
        model_type: 'mplug_owl_vision_model',
        hidden_act: 'quick_gelu',
        hidden_size: vision.width,
        image_size: vision.imageSize,
        intermediate_size: vision.mlpWidth,
        layer_norm_eps: vision.layerNormEps,
        num_attention_heads: vision.heads,
        num_channels: 3,
        num_hidden_layers: vision.layers,
        patch_size: vision.patchSize,
      },
    },
  }
}

function lossSwitches(loss: LossOptions): Record<string, unknown> {
  return {
    softkl_loss: loss.label === 'soft',
    closeset_rating_loss: loss.readOut === 'closed-set',
    continuous_rating_loss: loss.rank === 'fidelity',
    binary_rating_loss: loss.rank === 'binary-cross-entropy' ? 'bce' : 'fidelity',
    use_fix_std: loss.deviation === 'fixed',
    detach_pred_std: loss.deviation === 'detached',
    weight_rank: loss.weightRank,
    weight_next_token: loss.weightNextToken,
    weight_softkl: loss.weightSoftLabel,
    weight_in_level: loss.weightInLevel === 0 ? null : loss.weightInLevel,
  }
}

/** The `preprocessor_config.json` that goes with it. */
export function preprocessorConfig(
  imageSize: number,
  { mean, std }: ModelRecipe['normalization'],
): Record<string, unknown> {
  return {
    crop_size: imageSize,
    do_center_crop: true,
    do_normalize: true,
    do_resize: true,
    feature_extractor_type: 'CLIPFeatureExtractor',
    image_mean: mean,
    image_std: std,
    resample: 3,
    size: imageSize,
  }
}
