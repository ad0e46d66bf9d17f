import { IMAGE_MARK, IMAGE_TOKEN_ID, type Tokenizer } from './tokenizer.ts'

/** The prompts under which the original system scores: its `Scorer` class, and its batch evaluation script. */
export const PROMPT_NAMES = ['scorer', 'eval'] as const

export type PromptName = (typeof PROMPT_NAMES)[number]

/** How every answer begins. The token after it is the level. */
const ANSWER_START = 'The quality of the image is'

const INFERENCE_QUESTION = 'USER: How would you rate the quality of this image?'

/** The original's inference prompts. They differ in one character, the one after the image, and so do the scores. */
export const PROMPTS: Readonly<Record<PromptName, string>> = {
  scorer: `${INFERENCE_QUESTION}\n${IMAGE_MARK}\nASSISTANT: ${ANSWER_START}`,
  eval: `${INFERENCE_QUESTION}\n${IMAGE_MARK} ASSISTANT: ${ANSWER_START}`,
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

/** The ids of an inference prompt under the checkpoint's own tokenizer. */
export function promptIds(tokenizer: Tokenizer, name: PromptName): PromptIds {
  const ids = tokenizer.encodePrompt(PROMPTS[name])
  const image = ids.indexOf(IMAGE_TOKEN_ID)
  return { prefix: ids.slice(0, image), suffix: ids.slice(image + 1) }
}

/**
 * The ids of the inference prompts under the tokenizer of every released checkpoint (LLaMA, 32,000 pieces), for a
 * checkpoint that comes without its `tokenizer.model`.
 */
export const PUBLISHED_PROMPT_IDS: Readonly<Record<PromptName, PromptIds>> = {
  scorer: {
    prefix: [1, 3148, 1001, 29901, 1128, 723, 366, 6554, 278, 11029, 310, 445, 1967, 29973, 13],
    suffix: [29871, 13, 22933, 9047, 13566, 29901, 450, 11029, 310, 278, 1967, 338],
  },
  eval: {
    prefix: [1, 3148, 1001, 29901, 1128, 723, 366, 6554, 278, 11029, 310, 445, 1967, 29973, 13],
    suffix: [29871, 319, 1799, 9047, 13566, 29901, 450, 11029, 310, 278, 1967, 338],
  },
}
