import { DEFAULT_MODEL, type ModelRecipe, type PromptIds } from '@deqa/model/training'
import { ConfigurationInvalidError } from '../config/errors.ts'
import type { TrainingConfig } from '../config/schema.ts'
import { scoringPrompt, type TrainingText } from '../text/training-text.ts'

/** What a network that has been trained before has learned to answer. */
export interface LearnedText {
  /** Its texts up to the level. */
  readonly prompts: readonly PromptIds[]
  /** How errors call the network, and the text that they ask for. */
  readonly who: string
  readonly advice: string
}

/** @param from - as the configuration names the checkpoint. */
export function learnedByCheckpoint(from: string, { scorer }: ModelRecipe['prompts']): LearnedText {
  return from === DEFAULT_MODEL
    ? { prompts: [scorer], who: from, advice: 'its own is { questions: [Quality?], system: false }' }
    : {
        prompts: [scorer],
        who: `the checkpoint ${from}`,
        advice: 'give the one that it was trained with (text.questions, text.system)',
      }
}

/** @param config - of the run. */
export function learnedByRun(folder: string, config: TrainingConfig, text: TrainingText): LearnedText {
  const { questions, system } = config.text
  return {
    prompts: promptsOf(text),
    who: `the run ${folder}`,
    advice: `its own is { questions: [${questions.join(', ')}], system: ${system} }`,
  }
}

/** @throws {ConfigurationInvalidError} if a network would be asked nothing that it has learned to answer. */
export function requireSameText({ prompts, who, advice }: LearnedText, text: TrainingText): void {
  const known = new Set(prompts.map((prompt) => JSON.stringify(prompt)))
  if (promptsOf(text).some((prompt) => known.has(JSON.stringify(prompt)))) return
  const message = `${who} has learned to answer another text; ${advice}`
  throw new ConfigurationInvalidError('the configuration', [{ path: 'text', message }])
}

function promptsOf(text: TrainingText): PromptIds[] {
  return text.questions.map((_, question) => scoringPrompt(text, question))
}
