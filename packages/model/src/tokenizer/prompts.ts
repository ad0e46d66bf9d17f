import { IMAGE_MARK, IMAGE_TOKEN_ID, type Tokenizer } from './tokenizer.ts'

/**
 * The prompts under which the original systems score. Every model has `scorer`, of their scorer classes, and `eval`, of
 * their evaluation scripts. Q-Align's models also have `aesthetics`, and `hub`, under which the `score()` that comes
 * with its weights on the hub asks: it says "The image of the quality is".
 */
export const PROMPT_NAMES = ['scorer', 'eval', 'aesthetics', 'hub'] as const

export type PromptName = (typeof PROMPT_NAMES)[number]

/** Whose weights they are: DeQA-Score's, or Q-Align's, which have the same network and more prompts. */
export const MODEL_VARIANTS = ['deqa', 'q-align'] as const

export type ModelVariantName = (typeof MODEL_VARIANTS)[number]

/** How every answer begins. The token after it is the level. */
const ANSWER_START = 'The quality of the image is'

const INFERENCE_QUESTION = 'USER: How would you rate the quality of this image?'

/** The original's inference prompts. They differ in one character, the one after the image, and so do the scores. */
export const PROMPTS = {
  scorer: `${INFERENCE_QUESTION}\n${IMAGE_MARK}\nASSISTANT: ${ANSWER_START}`,
  eval: `${INFERENCE_QUESTION}\n${IMAGE_MARK} ASSISTANT: ${ANSWER_START}`,
} as const

/** Q-Align's. */
export const Q_ALIGN_PROMPTS: Readonly<Record<PromptName, string>> = {
  ...PROMPTS,
  aesthetics: `USER: How would you rate the aesthetics of this image?\n${IMAGE_MARK}\nASSISTANT: The aesthetics of the image is`,
  hub: `${INFERENCE_QUESTION}\n${IMAGE_MARK}\nASSISTANT: The image of the quality is`,
}

/** The questions the original trains with, in its order: it draws one at random for each image. */
export const TRAINING_QUESTIONS: readonly string[] = [
  'What do you think about the quality of this image?',
  'Can you rate the quality of this picture?',
  'Can you judge the quality of this image?',
  'How would you rate the quality of this image?',
  'How would you judge the quality of this image?',
  'What is your quality rating for this image?',
  "What's your opinion on the quality of this picture?",
  'Rate the quality of this image.',
  'Could you evaluate the quality of this image?',
  'How do you assess the quality of this image?',
]

const SYSTEM_SENTENCES =
  'A chat between a curious user and an artificial intelligence assistant. ' +
  "The assistant gives helpful, detailed, and polite answers to the user's questions."

/**
 * The text the original trains on. Unlike its inference prompts it has a system text and puts the image before the
 * question; both are kept as they are, because released weights expect them.
 *
 * @param question - one of {@link TRAINING_QUESTIONS}, or another.
 * @param level - the word of the level, such as `good`.
 */
export function trainPrompt(question: string, level: string): string {
  return `${SYSTEM_SENTENCES} USER: ${IMAGE_MARK}\n${question} ASSISTANT: ${ANSWER_START} ${level}.</s>`
}

/** The ids of a prompt around its one image. */
export interface PromptIds {
  /** Ids before the image, `<s>` first. */
  readonly prefix: readonly number[]
  /** Ids after the image. The logits of the level are those at the last of them. */
  readonly suffix: readonly number[]
}

/** The prompts of a model: the two that each has, and those of its variant. */
export type ModelPrompts = Readonly<Record<keyof typeof PROMPTS, PromptIds>> &
  Readonly<Partial<Record<PromptName, PromptIds>>>

/** Names of the prompts that a model has, in the order of {@link PROMPT_NAMES}. */
export function promptNames(prompts: Readonly<Partial<Record<PromptName, unknown>>>): PromptName[] {
  return PROMPT_NAMES.filter((name) => prompts[name] !== undefined)
}

/** The ids of the inference prompts under the checkpoint's own tokenizer. */
export function promptIds(tokenizer: Tokenizer, variant: ModelVariantName = 'deqa'): ModelPrompts {
  const idsOf = (text: string): PromptIds => {
    const ids = tokenizer.encodePrompt(text)
    const image = ids.indexOf(IMAGE_TOKEN_ID)
    return { prefix: ids.slice(0, image), suffix: ids.slice(image + 1) }
  }
  const { scorer, eval: evaluation, aesthetics, hub } = Q_ALIGN_PROMPTS
  const ofAll = { scorer: idsOf(scorer), eval: idsOf(evaluation) }
  return variant === 'deqa' ? ofAll : { ...ofAll, aesthetics: idsOf(aesthetics), hub: idsOf(hub) }
}

/**
 * The ids of the inference prompts under the tokenizer of every released checkpoint (LLaMA, 32,000 pieces), for a
 * checkpoint that comes without its `tokenizer.model`.
 */
export const PUBLISHED_PROMPT_IDS: ModelPrompts = {
  scorer: {
    prefix: [1, 3148, 1001, 29901, 1128, 723, 366, 6554, 278, 11029, 310, 445, 1967, 29973, 13],
    suffix: [29871, 13, 22933, 9047, 13566, 29901, 450, 11029, 310, 278, 1967, 338],
  },
  eval: {
    prefix: [1, 3148, 1001, 29901, 1128, 723, 366, 6554, 278, 11029, 310, 445, 1967, 29973, 13],
    suffix: [29871, 319, 1799, 9047, 13566, 29901, 450, 11029, 310, 278, 1967, 338],
  },
}

/** The same of Q-Align's prompts. */
export const PUBLISHED_Q_ALIGN_IDS: ModelPrompts = {
  ...PUBLISHED_PROMPT_IDS,
  aesthetics: {
    prefix: [
      1, 3148, 1001, 29901, 1128, 723, 366, 6554, 278, 263, 342, 9188, 1199, 310, 445, 1967, 29973, 13,
    ],
    suffix: [29871, 13, 22933, 9047, 13566, 29901, 450, 263, 342, 9188, 1199, 310, 278, 1967, 338],
  },
  hub: {
    prefix: PUBLISHED_PROMPT_IDS.scorer.prefix,
    suffix: [29871, 13, 22933, 9047, 13566, 29901, 450, 1967, 310, 278, 11029, 338],
  },
}
