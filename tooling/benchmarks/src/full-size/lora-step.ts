/**
 * One LoRA step of the 8.2-billion network on a CPU: the decoder frozen in 4 bits, adapters on it trained, synthetic
 * weights of the true shapes. Prints seconds, resident memory and bytes on disk. About 10 GB of temporary files.
 *
 *   pnpm --filter @deqa/benchmarks lora-step
 */
import { OnnxTrainingEngine, parseCheckpointConfig } from '@deqa/model/training'
import { deqaProgram, INPUTS, type TextLayout } from '@deqa/trainer'
import { syntheticWeights } from './synthetic-weights.ts'

const { network } = parseCheckpointConfig({}, 'the defaults')

/** As long as the original's training text: 35 ids before the image, 26 after it, 9 of them the answer. */
const text: TextLayout = {
  prefix: Array.from({ length: 35 }, (_, i) => 1 + i),
  textLength: 26,
  answerTokens: 9,
  levelPosition: 6,
  levelIds: [4319, 6460, 6534, 1781, 15129],
}

const program = deqaProgram({
  network,
  text,
  mode: 'pair',
  batchSize: 1,
  train: [],
  lora: { rank: 128, alpha: 256 },
})

const adapters = new Map(
  program.parameters
    .filter(({ trainable }) => trainable)
    .map(({ name, shape }) => {
      const values = new Float32Array(shape.reduce((a, b) => a * b, 1))
      const down = name.endsWith('.lora_A.weight')
      return [name, down ? values.map((_, i) => (((i * 7919) % 2001) / 1000 - 1) / 64) : values] as const
    }),
)

const seconds = (since: number) => ((performance.now() - since) / 1000).toFixed(1)
const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(2)
const peak = () => gigabytes(process.resourceUsage().maxRSS * 1024)
const say = (line: string) => process.stdout.write(`${line}\n`)

const count = (values: Iterable<Float32Array>) => [...values].reduce((sum, { length }) => sum + length, 0)
say(`adapters: ${adapters.size} tensors, ${count(adapters.values()).toLocaleString('en')} parameters`)
let from = performance.now()
await using engine = await OnnxTrainingEngine.create(program, adapters, {
  frozenBits: 4,
  frozen: syntheticWeights(network),
})
say(`frozen matrices written in 4 bits, for both directions: ${seconds(from)} s, peak memory ${peak()} GB`)

const images = 2
const side = network.vision.imageSize
const positions = text.prefix.length + network.abstractor.queries + 1 + text.textLength
const batch = {
  [INPUTS.pixels]: new Float32Array(images * 3 * side * side).map((_, i) => Math.sin(i)),
  [INPUTS.text]: Int32Array.from({ length: images * text.textLength }, (_, i) => 100 + (i % text.textLength)),
  [INPUTS.answerRows]: Int32Array.from({ length: images * text.answerTokens }, (_, i) => {
    const image = Math.floor(i / text.answerTokens)
    return (image + 1) * positions - 1 - text.answerTokens + (i % text.answerTokens)
  }),
  [INPUTS.targets]: Int32Array.from({ length: images * text.answerTokens }, (_, i) => 300 + i),
  [INPUTS.targetWeights]: new Float32Array(images * text.answerTokens).fill(1),
  [INPUTS.softLabels]: Float32Array.of(0, 0.1, 0.3, 0.5, 0.1, 0.2, 0.5, 0.2, 0.1, 0),
  [INPUTS.preference]: Float32Array.of(0.9),
}
for (let step = 1; step <= 3; step++) {
  from = performance.now()
  const { loss } = await engine.step(batch, 1e-3)
  say(
    `step ${step}: loss ${loss.toFixed(4)}, ${seconds(from)} s${step === 1 ? ' with loading' : ''}, peak memory ${peak()} GB`,
  )
}
