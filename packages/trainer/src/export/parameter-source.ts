import {
  addLowRankProduct,
  listParameters,
  type NetworkConfig,
  type TensorSource,
} from '@deqa/model/training'
import { type LoraOptions, loraNames } from '../program/program-parameters.ts'

/** Values of parameters by name, adapters among them. */
export type ParameterValues = ReadonlyMap<string, Float32Array>

/**
 * Trained parameters as a checkpoint of the network, as if they were read from files. Adapters are merged:
 *
 *   W' = W + (α / r) · B A
 *
 * in float64, rounded to float32 once.
 *
 * @param values - every parameter of the network; see `listParameters`.
 * @param lora - rank and scale of the adapters, if there are any.
 */
export function parameterSource(
  network: NetworkConfig,
  values: ParameterValues,
  lora?: LoraOptions,
): TensorSource {
  const tensors = new Map(
    listParameters(network).map(({ name, stored }) => [
      name,
      { name, dtype: 'F32', shape: stored, file: 'memory' },
    ]),
  )
  const read = (name: string) => merged(name, values, lora)
  return {
    tensors,
    read,
    async readRows(name, rows) {
      const all = await read(name)
      const width = all.length / tensors.get(name)!.shape[0]!
      const taken = new Float32Array(rows.length * width)
      for (const [i, row] of rows.entries())
        taken.set(all.subarray(row * width, (row + 1) * width), i * width)
      return taken
    },
    async close() {},
    async [Symbol.asyncDispose]() {},
  }
}

async function merged(
  name: string,
  values: ParameterValues,
  lora: LoraOptions | undefined,
): Promise<Float32Array> {
  const weight = values.get(name)
  if (!weight) throw new RangeError(`parameterSource: expected a value for ${name}, got none`)
  const { down, up } = loraNames(name)
  const [a, b] = [values.get(down), values.get(up)]
  if (!lora || !a || !b) return weight
  const sum = weight.slice()
  await addLowRankProduct(sum, b, a, lora.rank, lora.alpha / lora.rank)
  return sum
}
