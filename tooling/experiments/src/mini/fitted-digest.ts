import { createHash } from 'node:crypto'
import { type BaselineName, loadBrisqueModel, loadNiqeModel } from '@deqa/baselines'

/** Tells the parameters of a baseline from those of another fit; undefined where it has none. */
export async function fittedDigest(name: BaselineName): Promise<string | undefined> {
  const model = await loadFitted(name)
  if (model === undefined) return undefined
  // The words about it may change while the numbers stay.
  const { fittedOn: _fittedOn, ...parameters } = model
  const text = JSON.stringify(parameters, (_, value: unknown) =>
    value instanceof Float64Array || value instanceof Float32Array ? Array.from(value) : value,
  )
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

async function loadFitted(name: BaselineName): Promise<{ readonly fittedOn: string } | undefined> {
  switch (name) {
    case 'niqe':
      return loadNiqeModel()
    case 'brisque':
      return loadBrisqueModel()
    default:
      return undefined
  }
}
