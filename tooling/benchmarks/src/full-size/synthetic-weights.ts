import { listParameters, type NetworkConfig } from '@deqa/model/training'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** How many random numbers are drawn; larger tensors repeat them. A prime, so that rows do not repeat. */
const DRAWN = 4_194_301

/** How much further each tensor begins than the one before it. */
const STRIDE = 1_618_033

/**
 * Weights of a network that nobody trained, one tensor at a time: norms 1, biases 0, everything else uniform with the
 * deviation 1/√in. They have the true shapes and nothing else of the true weights. Every tensor begins elsewhere in the
 * random numbers: the runtime keeps equal matrices once, which would make memory and time look smaller than they are.
 */
export function syntheticWeights(network: NetworkConfig): {
  read(name: string): Promise<Float32Array>
  readRows(name: string, rows: readonly number[]): Promise<Float32Array>
} {
  const parameters = listParameters(network)
  const shapes = new Map(parameters.map(({ name, shape }) => [name, shape]))
  const places = new Map(parameters.map(({ name }, index) => [name, index]))
  const generator = xoroshiro128plus(2026)
  const unit = Float32Array.from({ length: DRAWN }, () => (generator.next() / 2 ** 31) * Math.sqrt(3))
  const draw = (name: string, rows: number): Float32Array => {
    const width = shapes.get(name)!.at(-1)!
    const values = new Float32Array(rows * width)
    if (/norm[\w.]*\.weight$|ffn_ln\.weight$/.test(name)) return values.fill(1)
    if (name.endsWith('.bias')) return values
    const scale = 1 / Math.sqrt(width)
    let next = (places.get(name)! * STRIDE) % DRAWN
    for (let i = 0; i < values.length; i++) {
      values[i] = unit[next]! * scale
      next = next + 1 === DRAWN ? 0 : next + 1
    }
    return values
  }
  return {
    read: async (name) =>
      draw(
        name,
        shapes
          .get(name)!
          .slice(0, -1)
          .reduce((a, b) => a * b, 1),
      ),
    readRows: async (name, rows) => draw(name, rows.length),
  }
}
