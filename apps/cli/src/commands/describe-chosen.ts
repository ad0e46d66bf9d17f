import { describeModel, type LoadScorerOptions, type ModelInfo, PROMPT_NAMES } from '@deqa/model'
import { UsageError } from '../errors.ts'

/**
 * What a model says about itself under the prompt that was asked for.
 *
 * @throws {UsageError} if it has no such prompt.
 * @throws {ModelNotFoundError | ModelInvalidError} as `describeModel`.
 */
export async function describeChosen(model: string, options: LoadScorerOptions): Promise<ModelInfo> {
  const { prompt, ...others } = options
  const info = await describeModel(model, others)
  if (prompt === undefined) return info
  const describe = (name: typeof prompt) =>
    describeModel(model, { ...others, prompt: name }).catch((error: unknown) => {
      // All that it says of a prompt that the model does not have.
      if (error instanceof TypeError) return undefined
      throw error
    })
  const chosen = await describe(prompt)
  if (chosen) return chosen
  const known = (await Promise.all(PROMPT_NAMES.map(describe))).flatMap((each) => each?.prompt ?? [])
  throw new UsageError(`--prompt: ${info.name} has no prompt ${prompt}`, `It has ${known.join(', ')}.`)
}
