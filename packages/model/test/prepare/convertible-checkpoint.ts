import { float32, writeSafetensors } from '../checkpoint/safetensors-file.ts'
import { tinyConfig, tinySafetensors, tinyValues } from '../checkpoint/tiny-checkpoint.ts'

export const ID = 'deqa-tests/tiny'
export const BASE = 'deqa-tests/base'
export const LORA = 'deqa-tests/lora'

type Files = Readonly<Record<string, Uint8Array | string>>

/** The smallest configuration that needs no tokenizer to be converted. */
const config = JSON.stringify({
  ...tinyConfig,
  level_ids: [9, 8, 7, 6, 5],
  deqa_prompts: { scorer: { prefix: [1, 2], suffix: [3] }, eval: { prefix: [1, 2], suffix: [4] } },
})

/** A repository with a whole checkpoint. Another `shift` gives other weights. */
export function checkpointRepository(shift = 0): Files {
  return {
    'README.md': '# A model',
    'config.json': config,
    'model.safetensors': writeSafetensors(
      shift === 0
        ? tinySafetensors()
        : Object.fromEntries(
            [...tinyValues].map(([name, { shape, values }]) => [
              name,
              float32(
                shape,
                values.map((value) => value + shift),
              ),
            ]),
          ),
    ),
  }
}

/** A LoRA release over a base that it names. */
export function loraRepository(base: string = BASE): Files {
  const module = 'model.layers.0.self_attn.q_proj'
  const isTrained = (name: string) => /vision_model|visual_abstractor/.test(name)
  const prefixed = (tensors: ReturnType<typeof tinySafetensors>) =>
    Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`base_model.model.${name}`, tensor]))
  return {
    'config.json': config,
    'adapter_config.json': JSON.stringify({
      ...{ peft_type: 'LORA', r: 1, lora_alpha: 2, target_modules: [module] },
      base_model_name_or_path: base,
    }),
    'adapter_model.safetensors': writeSafetensors({
      [`base_model.model.${module}.lora_A.weight`]: float32([1, 8], [1, 0, 0, 0, 0, 0, 0, 0]),
      [`base_model.model.${module}.lora_B.weight`]: float32([8, 1], [1, 1, 1, 1, 1, 1, 1, 1]),
    }),
    'non_lora_trainables.safetensors': writeSafetensors(prefixed(tinySafetensors(isTrained))),
  }
}
