import { describeModel, type LoadScorerOptions, type ModelInfo } from '@deqa/model'
import { UsageError } from '../errors.ts'

/**
 * What a model says about itself under the prompt that was asked for.
 *
 * @throws {UsageError} if it has no such prompt.
 * @throws {ModelNotFoundError | ModelInvalidError} as `describeModel`.
 */
export async function describeChosen(
  model: string,
  { prompt, ...options }: LoadScorerOptions,
): Promise<ModelInfo> {
  const info = await describeModel(model, options)
  if (prompt === undefined) return info
  if (info.prompts.includes(prompt)) return { ...info, prompt }
  throw new UsageError(`--prompt: ${info.name} has no prompt ${prompt}`, `It has ${info.prompts.join(', ')}.`)
}
