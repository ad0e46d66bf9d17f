import type { GraphBuilder } from '../runtime/onnx/graph-builder.ts'
import type { StoredWeight } from '../runtime/onnx/stored-weight.ts'
import { type PromptIds, type PromptName, promptNames } from '../tokenizer/prompts.ts'
import type { ModelRecipe } from './model-recipe.ts'
import { prefixGraphs, scoringGraphs } from './scoring-graphs.ts'

/** The graphs of a model, and the weights that they wish for. */
export interface ModelGraphs {
  /** For each prompt of the model the graphs that score under it, one after the other. */
  readonly scoring: ReadonlyMap<PromptName, readonly GraphBuilder[]>
  /** For each distinct prefix the graphs that compute it one after the other, needed only while the model is made. */
  readonly prefixes: readonly (readonly GraphBuilder[])[]
  /** What the scoring graphs read, each weight once. */
  readonly kept: readonly StoredWeight[]
  /** `kept`, and behind it what only the prefix graphs read, so that it can be cut off when they have run. */
  readonly all: readonly StoredWeight[]
}

export function modelGraphs(recipe: ModelRecipe): ModelGraphs {
  const names = promptNames(recipe.prompts)
  const ids = names.map((name) => recipe.prompts[name]!)
  const scoring = new Map(names.map((name, index) => [name, scoringGraphs(recipe, ids[index]!)]))
  const prefixes = distinctPrefixes(ids).map((prefix) => prefixGraphs(recipe, prefix))
  const kept = distinct([...scoring.values()].flat().flatMap((graph) => graph.weights))
  const computing = prefixes.flat().flatMap((graph) => graph.weights)
  return { scoring, prefixes, kept, all: distinct([...kept, ...computing]) }
}

/** Entries of checkpoint tensors, or of the rows of them, that are among the weights. */
export function countParameters(weights: readonly StoredWeight[]): number {
  const counts = new Map<string, number>()
  for (const { source } of weights) {
    if (!('tensor' in source)) continue
    const [rows, ...rest] = source.shape
    const taken = [source.rows?.length ?? rows!, ...rest]
    const key = `${source.tensor} ${source.rows?.join() ?? ''}`
    counts.set(
      key,
      taken.reduce((product, length) => product * length, 1),
    )
  }
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}

function distinctPrefixes(prompts: readonly PromptIds[]): (readonly number[])[] {
  return [...new Map(prompts.map(({ prefix }) => [prefix.join(), prefix])).values()]
}

/** Two graphs may wish for the same weight. */
function distinct(weights: readonly StoredWeight[]): StoredWeight[] {
  return [...new Map(weights.map((weight) => [weight.key, weight])).values()]
}
