import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describeWithShared, sharedPath } from '@deqa/vitest'
import { expect, test } from 'vitest'
import { deqa } from './run-deqa.ts'
import { temporaryFolder } from './temporary-folder.ts'

// Recorded scores are float32 of another implementation; its own noise is up to 5e-5 in the logits.
const closeness = { absolute: 1e-4 }
// One image at 448 px has two peaks, and its score moves as much as its logits: see the network's own golden tests.
const closeness448 = { absolute: 2e-4 }

type Scores = Readonly<Record<string, number>>

function recorded(file: string): unknown {
  return JSON.parse(readFileSync(sharedPath('golden/vectors', file), 'utf8'))
}

interface Run {
  readonly images: readonly string[]
  readonly score: readonly number[]
}

const byName = ({ images, score }: Run): Scores =>
  Object.fromEntries(images.map((name, i) => [name, score[i]!]))
const forwardRun = (name: string): Scores =>
  byName((recorded('forward.json') as { runs: Record<string, Run> }).runs[name]!)
const endToEnd = (name: string): Scores => (recorded('end_to_end.json') as Record<string, Scores>)[name]!

/** Converts a golden checkpoint and scores the golden images, as a user would. */
async function scoresOf(
  checkpoint: string,
  convertFlags: readonly string[] = [],
  scoreFlags: readonly string[] = [],
): Promise<Scores> {
  const model = join(temporaryFolder(), 'model')
  const golden = (path: string): string => sharedPath('golden', path)
  const converted = await deqa(['convert', golden(checkpoint), '--out', model, ...convertFlags])
  expect(converted.stderr).not.toContain('deqa: cannot')
  expect(converted.code).toBe(0)
  const { code, stdout } = await deqa(['score', golden('images'), '--model', model, '--json', ...scoreFlags])
  expect(code).toBe(0)
  const { results } = JSON.parse(stdout) as { results: { file: string; score: number }[] }
  return Object.fromEntries(results.map(({ file, score }) => [basename(file), score]))
}

function expectScores(actual: Scores, expected: Scores, bound = closeness): void {
  const names = Object.keys(expected)
  expect(names.map((name) => actual[name])).toBeAllClose(Object.values(expected), bound)
}

describeWithShared('golden checkpoints end to end', () => {
  const tokenizer = ['--tokenizer', sharedPath('golden/preprocessor')]

  test('safetensors shards', async () => {
    const scores = await scoresOf('checkpoint-tiny')
    expectScores(scores, forwardRun('scorer.all'))
    expectScores(scores, endToEnd('scorer_rgb_converted'))
  })

  test('safetensors shards, prompt of the evaluation script', async () => {
    const scores = await scoresOf('checkpoint-tiny', [], ['--prompt', 'eval'])
    expectScores(scores, forwardRun('iqa_eval.batch4'))
    expectScores(scores, endToEnd('iqa_eval_scores'))
  })

  test('PyTorch shards', async () => {
    expectScores(await scoresOf('checkpoint-tiny-bin', tokenizer), forwardRun('scorer.all'))
  })

  test('bfloat16 weights', async () => {
    const scores = await scoresOf('checkpoint-tiny-bf16', tokenizer)
    expectScores(scores, forwardRun('bf16_weights_fp32_math.batch4'))
  })

  test('LoRA adapter', async () => {
    const base = ['--base', sharedPath('golden/checkpoint-tiny')]
    expectScores(await scoresOf('checkpoint-tiny-lora', base), byName(recorded('lora.json') as Run))
  })

  test('448 pixels', async () => {
    const expected = byName(recorded('forward448.json') as Run)
    expectScores(await scoresOf('checkpoint-tiny448'), expected, closeness448)
  })
})
