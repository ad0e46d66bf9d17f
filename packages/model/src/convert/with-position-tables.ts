import type { TensorSource } from '../checkpoint/types.ts'
import { type NetworkConfig, patchesPerSide } from '../network/config.ts'
import { listParameters } from '../network/parameters.ts'
import { imagePositionTable, queryPositionTable } from '../network/position-tables.ts'

/**
 * A checkpoint that also holds the abstractor's position tables where the file leaves them out: they are
 * fixed, so they can be computed. Stored tables, which may be rounded, are used as they are, as upstream does.
 */
export function withPositionTables(source: TensorSource, config: NetworkConfig): TensorSource {
  const tables = new Map<string, () => Float32Array>()
  for (const { name, computable } of listParameters(config)) {
    if (!computable || source.tensors.has(name)) continue
    tables.set(
      name,
      computable === 'query-positions'
        ? () => queryPositionTable(config.abstractor.queries, config.abstractor.width)
        : () => imagePositionTable(patchesPerSide(config.vision), config.abstractor.width),
    )
  }
  return {
    tensors: source.tensors,
    async read(name) {
      return tables.get(name)?.() ?? source.read(name)
    },
    readRows: (name, rows) => source.readRows(name, rows),
    close: () => source.close(),
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  }
}
