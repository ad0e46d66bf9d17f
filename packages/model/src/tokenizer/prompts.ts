/** The prompts under which the original system scores: its `Scorer` class, and its batch evaluation script. */
export type PromptName = 'scorer' | 'eval'
