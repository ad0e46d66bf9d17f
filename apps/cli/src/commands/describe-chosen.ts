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
  if (prompt === undefined) return await describeModel(model, others)
  const describe = (name: typeof prompt) =>
    describeModel(model, { ...others, prompt: name }).catch((error: unknown) => {
      // All that it says of a prompt that the model does not have.
      if (error instanceof TypeError) return undefined
      throw error
    })
  const chosen = await describe(prompt)
  if (chosen) return chosen
  const { name } = await describeModel(model, others)
  const known = (await Promise.all(PROMPT_NAMES.map(describe))).flatMap((each) => each?.prompt ?? [])
  throw new UsageError(`--prompt: ${name} has no prompt ${prompt}`, `It has ${known.join(', ')}.`)
}
