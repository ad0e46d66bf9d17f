import { copyFile, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  dequantizeBlocks,
  dequantizeRows,
  listParameters,
  openCheckpoint,
  parseCheckpointConfig,
  quantizeBlocks,
  quantizedBits,
  quantizeRows,
  type WrittenType,
  writeSafetensorsShards,
} from '@deqa/model/training'

/** A matrix that a dtype quantises, with what its rounding does to it. */
export interface RoundedMatrix {
  readonly tensor: string
  readonly bits: 4 | 8
  /** √(Σ error² / Σ value²) */
  readonly relativeError: number
}

export interface RoundedCheckpoint {
  readonly matrices: readonly RoundedMatrix[]
}

export interface RoundingOptions {
  /** Rounds as a conversion to this dtype does. @default nothing is quantised */
  readonly dtype?: 'q8' | 'q4'
  /** Which of the tensors that it quantises are rounded. @default all */
  readonly only?: (tensor: string) => boolean
  /** How everything is stored. @default 'F32' */
  readonly stored?: WrittenType
}

/** Writes a checkpoint anew, in floats, with its matrices rounded: what comes of that rounding alone can be scored. */
export async function writeRoundedCheckpoint(
  checkpoint: string,
  out: string,
  { dtype, only = () => true, stored = 'F32' }: RoundingOptions,
): Promise<RoundedCheckpoint> {
  await using source = await openCheckpoint(checkpoint)
  const { network } = parseCheckpointConfig(source.config, join(checkpoint, 'config.json'))
  await mkdir(out, { recursive: true })
  const small = (await readdir(checkpoint)).filter((name) => /\.(json|model)$/.test(name))
  for (const name of small.filter((each) => !each.endsWith('.index.json')))
    await copyFile(join(checkpoint, name), join(out, name))
  const matrices: RoundedMatrix[] = []
  const tensors = listParameters(network).filter(({ name }) => source.tensors.has(name))
  await writeSafetensorsShards(
    out,
    tensors.map(({ name, shape, stored: storedShape }) => ({
      name,
      shape: storedShape,
      async read() {
        const values = await source.read(name)
        const bits = dtype && quantizedBits(dtype, name, shape)
        if (bits === undefined || !only(name)) return values
        const rounded = round(values, shape as [number, number], bits)
        matrices.push({ tensor: name, bits, relativeError: relativeError(rounded, values) })
        return rounded
      },
    })),
    { dtype: stored },
  )
  return { matrices }
}

function round(values: Float32Array, [rows, columns]: [number, number], bits: 4 | 8): Float32Array {
  return bits === 4
    ? dequantizeBlocks(quantizeBlocks(values, rows, columns), rows, columns)
    : dequantizeRows(quantizeRows(values, rows, columns), rows, columns)
}

function relativeError(rounded: Float32Array, values: Float32Array): number {
  let errors = 0
  let squares = 0
  for (let i = 0; i < values.length; i++) {
    errors += (rounded[i]! - values[i]!) ** 2
    squares += values[i]! ** 2
  }
  return Math.sqrt(errors / squares)
}
