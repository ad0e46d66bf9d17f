import type { AdapterConfig } from './adapter-config.ts'
import { addLowRankProduct } from './low-rank-update.ts'
import { TensorAccount } from './tensor-account.ts'
import type { StoredTensor, TensorSource } from './types.ts'

/** What training wraps around every name of the network (upstream fact). */
const PREFIX = 'base_model.model.'

/** The parts of a LoRA release. */
export interface LoraParts {
  readonly base: TensorSource
  /** `adapter_model`: matrices A and B of each adapted module. */
  readonly adapter: TensorSource
  /** `non_lora_trainables`: what was trained in full and replaces the base's values. */
  readonly trained: TensorSource
  readonly config: AdapterConfig
}

/** Names of the two matrices of an adapted weight, in the adapter. */
interface AdapterPair {
  readonly down: string
  readonly up: string
}

/**
 * A LoRA release merged over its base, tensor by tensor as they are read:
 *
 *   W' = W + (α / r) · B A
 *
 * where W is the base's value or, if the release holds one, the fully trained value that replaces it. Sums
 * are float64 and rounded to float32 once (upstream merges in float16).
 *
 * @throws {CheckpointMismatchError} if the release holds a tensor that has no place in the base, half of a
 *   pair, or a shape that does not fit, or if it lacks a module that its configuration lists.
 */
export class MergedLora implements TensorSource {
  readonly tensors: ReadonlyMap<string, StoredTensor>
  readonly #parts: LoraParts
  readonly #pairs: ReadonlyMap<string, AdapterPair>

  constructor(parts: LoraParts, path: string) {
    const account = new TensorAccount()
    const tensors = new Map(parts.base.tensors)
    for (const stored of parts.trained.tensors.values()) {
      const name = stored.name.startsWith(PREFIX) ? stored.name.slice(PREFIX.length) : undefined
      const replaced = name === undefined ? undefined : tensors.get(name)
      if (name === undefined || !replaced) account.unexpected(stored)
      else if (account.requireShape(stored, replaced.shape)) tensors.set(name, { ...stored, name })
    }
    this.tensors = tensors
    this.#parts = parts
    this.#pairs = pairAdapters(parts, tensors, account)
    account.settle(path, 'Use the base that the adapter was trained on, and all files of its release.')
  }

  read(name: string): Promise<Float32Array> {
    return this.#read(name)
  }

  readRows(name: string, rows: readonly number[]): Promise<Float32Array> {
    return this.#read(name, rows)
  }

  async #read(name: string, rows?: readonly number[]): Promise<Float32Array> {
    const { base, adapter, trained, config } = this.#parts
    const isTrained = trained.tensors.has(PREFIX + name)
    const values = await readPart(isTrained ? trained : base, isTrained ? PREFIX + name : name, rows)
    const pair = this.#pairs.get(name)
    if (!pair) return values
    const up = await readPart(adapter, pair.up, rows)
    const down = await adapter.read(pair.down)
    await addLowRankProduct(values, up, down, config.rank, config.alpha / config.rank)
    return values
  }

  async close(): Promise<void> {
    const { base, adapter, trained } = this.#parts
    await Promise.all([base.close(), adapter.close(), trained.close()])
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

function readPart(source: TensorSource, name: string, rows?: readonly number[]): Promise<Float32Array> {
  return rows ? source.readRows(name, rows) : source.read(name)
}

/** Finds A and B of every adapted weight, and notes what is missing, superfluous or of the wrong shape. */
function pairAdapters(
  { adapter, config }: LoraParts,
  weights: ReadonlyMap<string, StoredTensor>,
  account: TensorAccount,
): Map<string, AdapterPair> {
  const pairs = new Map<string, AdapterPair>()
  const modules = new Set<string>()
  for (const stored of adapter.tensors.values()) {
    const [, module, side] = /^base_model\.model\.(.+)\.lora_([AB])\.weight$/.exec(stored.name) ?? []
    const weight = module === undefined ? undefined : weights.get(`${module}.weight`)
    if (module === undefined || weight?.shape.length !== 2) {
      account.unexpected(stored)
      continue
    }
    const [rows, columns] = weight.shape as [number, number]
    account.requireShape(stored, side === 'A' ? [config.rank, columns] : [rows, config.rank])
    modules.add(module)
    const names = { down: `${PREFIX}${module}.lora_A.weight`, up: `${PREFIX}${module}.lora_B.weight` }
    pairs.set(weight.name, names)
    if (!adapter.tensors.has(names.down)) account.missing(names.down, [config.rank, columns])
    if (!adapter.tensors.has(names.up)) account.missing(names.up, [rows, config.rank])
  }
  for (const target of config.targets ?? []) {
    const isAdapted = [...modules].some((module) => module === target || module.endsWith(`.${target}`))
    if (isAdapted) continue
    account.missing(`${PREFIX}${target}.lora_A.weight`, [], 'listed in target_modules')
  }
  return pairs
}
