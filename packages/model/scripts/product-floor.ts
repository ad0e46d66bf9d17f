/**
 * How fast the runtime's products are here, for matrices of the released model's shapes, and so the least time in which
 * an image can be scored. Prints GFLOP per second and core: by the time that cores spend, which a busy machine disturbs
 * less than the clock. Run: pnpm --filter @deqa/model product-floor
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseCheckpointConfig, visionTokens } from '../src/network/config.ts'
import { GraphBuilder } from '../src/runtime/onnx/graph-builder.ts'
import { onnxOps, valueName, weightValue } from '../src/runtime/onnx/onnx-ops.ts'
import { floatTensor, OnnxSession } from '../src/runtime/onnx/session.ts'
import type { QuantizedBits } from '../src/runtime/onnx/stored-weight.ts'
import { placeWeights, WeightsFile } from '../src/runtime/onnx/weights-file.ts'

/** 32: floats. */
type Bits = QuantizedBits | 32

interface Product {
  readonly name: string
  readonly rows: number
  readonly columns: number
  readonly out: number
}

const { vision, abstractor, decoder } = parseCheckpointConfig({}, 'the defaults').network
const tokens = visionTokens(vision)
/** What the decoder sees of an image and behind it; the text before it is computed once per model. */
const positions = abstractor.queries + 1 + 12

const products: readonly Product[] = [
  { name: 'encoder, into the MLP', rows: tokens, columns: vision.width, out: vision.mlpWidth },
  { name: 'encoder, out of the MLP', rows: tokens, columns: vision.mlpWidth, out: vision.width },
  { name: 'decoder, attention', rows: positions, columns: decoder.width, out: decoder.width },
  { name: 'decoder, into the MLP', rows: positions, columns: decoder.width, out: decoder.mlpWidth },
  { name: 'the same, 4 images', rows: 4 * positions, columns: decoder.width, out: decoder.mlpWidth },
]

const RUNS = 6
const random = Float32Array.from({ length: 999_983 }, () => 2 * Math.random() - 1)
const values = (length: number) => Float32Array.from({ length }, (_, i) => random[i % random.length]!)

async function coreSeconds({ rows, columns, out }: Product, bits: Bits): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'deqa-product-'))
  try {
    const shape = [out, columns]
    const graph = new GraphBuilder('product')
    const ops = onnxOps(graph, bits === 32 ? {} : { bitsOf: () => bits })
    const weight = weightValue({ name: 'w', shape, stored: shape, computable: false })
    const x = { name: graph.input('x', [rows, columns]), rank: 2 }
    graph.output(valueName(graph, ops.linear(x, weight)), 'y')
    const placement = placeWeights(graph.weights, 'weights.bin')
    {
      await using file = await WeightsFile.create(join(folder, 'weights.bin'), placement)
      const wishes = graph.weights.flatMap(({ key, source }) => ('tensor' in source ? [{ key, source }] : []))
      const matrix = values(out * columns)
      await file.writeFromCheckpoint(wishes, { read: async () => matrix, readRows: async () => matrix })
    }
    await writeFile(join(folder, 'graph.onnx'), graph.encode(placement))
    const session = await OnnxSession.open(join(folder, 'graph.onnx'))
    const feeds = { x: floatTensor(values(rows * columns), [rows, columns]) }
    const times: number[] = []
    for (let run = 0; run <= RUNS; run++) {
      const before = process.cpuUsage()
      await session.runTensors(feeds)
      const { user, system } = process.cpuUsage(before)
      if (run > 0) times.push((user + system) / 1e6)
    }
    await session.release()
    return Math.min(...times)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const say = (line: string) => process.stdout.write(`${line}\n`)
const rates = new Map<string, number>()
say('GFLOP per second and core      floats   4 bits   8 bits')
for (const product of products) {
  const { name, rows, columns, out } = product
  const cells: string[] = []
  for (const bits of [32, 4, 8] as const) {
    const rate = (2 * rows * columns * out) / 1e9 / (await coreSeconds(product, bits))
    cells.push(rate.toFixed(0).padStart(9))
    const kind = `${name.split(',')[0]} ${bits}`
    rates.set(kind, Math.max(rates.get(kind) ?? 0, rate))
  }
  say(`${name.padEnd(28)}${cells.join('')}`)
}

/** GFLOP of an image, products only: two for each weight and row. */
const work = {
  encoder: (2 * vision.layers * tokens * vision.width * (4 * vision.width + 2 * vision.mlpWidth)) / 1e9,
  attention: (4 * vision.layers * tokens ** 2 * vision.width) / 1e9,
  abstractor:
    (2 *
      abstractor.layers *
      abstractor.width *
      (2 * (tokens + abstractor.queries) * abstractor.width +
        abstractor.queries * (2 * abstractor.width + 3 * abstractor.mlpWidth))) /
    1e9,
  // The last layer needs keys and values of all rows, and the rest of one.
  decoder:
    (2 *
      decoder.width *
      ((decoder.layers - 1) * positions * (4 * decoder.width + 3 * decoder.mlpWidth) +
        2 * positions * decoder.width)) /
    1e9,
}
const floats = Math.max(rates.get('encoder 32')!, rates.get('decoder 32')!)
for (const [name, encoderBits, decoderBits] of [
  ['fp32', 32, 32],
  ['q4', 8, 4],
  ['q8', 8, 8],
] as const) {
  const parts = {
    encoder: work.encoder / rates.get(`encoder ${encoderBits}`)!,
    'its attention': work.attention / floats,
    abstractor: work.abstractor / floats,
    decoder: work.decoder / rates.get(`decoder ${decoderBits}`)!,
  }
  const sum = Object.values(parts).reduce((a, b) => a + b)
  const text = Object.entries(parts).map(([part, seconds]) => `${part} ${seconds.toFixed(2)}`)
  say(`${name}: at least ${sum.toFixed(2)} core seconds per image (${text.join(', ')})`)
}
say(
  `GFLOP: ${Object.entries(work)
    .map(([part, gflop]) => `${part} ${gflop.toFixed(0)}`)
    .join(', ')}`,
)
