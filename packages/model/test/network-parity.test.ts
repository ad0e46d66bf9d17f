import { readFileSync } from 'node:fs'
import {
  type Closeness,
  describeCloseness,
  describeWithShared,
  type RecordedTensor,
  readRecordedTensors,
  sharedPath,
} from '@deqa/vitest'
import { describe, expect, test } from 'vitest'
import { type NetworkConfig, parseCheckpointConfig } from '../src/network/config.ts'
import { decode } from '../src/network/decoder.ts'
import { embedImage, levelLogits, prefixKeyValues } from '../src/network/deqa-network.ts'
import { embedPrompt } from '../src/network/prompt-embeddings.ts'
import { interpreters, type Piece, type Weights } from './interpreters.ts'

/**
 * Tolerances of the recording (its README): hidden states 2e-4 of the tensor's largest value, logits 3e-4
 * absolute; both are several times the float32 noise that was measured between two float32 runs upstream.
 */
const HIDDEN: Closeness = { relativeToMax: 2e-4 }
const LOGITS: Closeness = { absolute: 3e-4 }

const IMAGE = -200

function loadCheckpoint(
  folder: string,
  files: readonly string[],
): { config: NetworkConfig; weights: Weights } {
  const file = sharedPath('golden', folder, 'config.json')
  const { network } = parseCheckpointConfig(JSON.parse(readFileSync(file, 'utf8')), file)
  const weights = new Map<string, RecordedTensor>()
  for (const name of files) {
    for (const [key, tensor] of readRecordedTensors(sharedPath('golden', folder, name)))
      weights.set(key, tensor)
  }
  return { config: network, weights }
}

const loadTiny = () =>
  loadCheckpoint('checkpoint-tiny', ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'])

const vectors = (name: string) => readRecordedTensors(sharedPath('golden/vectors', name))
const tokens = () => JSON.parse(readFileSync(sharedPath('golden/vectors/tokens.json'), 'utf8'))

/** Some entries of the first axis. */
function pick({ shape, data }: RecordedTensor, indices: readonly number[]): RecordedTensor {
  const size = data.length / shape[0]!
  const out = new Float64Array(indices.length * size)
  for (const [i, index] of indices.entries()) {
    out.set(data.subarray(index * size, (index + 1) * size), i * size)
  }
  return { shape: [indices.length, ...shape.slice(1)], data: out }
}

/** The level logits of a whole prompt in one pass without cache; `ids` hold -200 where an image goes. */
function wholePrompt(config: NetworkConfig, ids: readonly number[], levelIds: readonly number[]): Piece {
  return (ops, parameters, inputs) => {
    const results = new Map<string, (typeof inputs)[string]>()
    const trace = (name: string, value: (typeof inputs)[string]) => void results.set(name, value)
    const length = config.abstractor.queries + 1
    let images = 0
    const parts = splitAtImages(ids).map((part) => {
      if (part !== 'image') return { ids: part }
      return { image: embedImage(ops, parameters, config, inputs[`pixels${images++}`]!, trace), length }
    })
    const { embeddings, segments } = embedPrompt(
      ops,
      parameters.decoder.embeddings,
      config.decoder.width,
      parts,
      inputs['pixels0'],
    )
    trace('llm.inputs_embeds', ops.reshape(embeddings, [1, -1, config.decoder.width]))
    const { hidden, present } = decode(ops, parameters.decoder, config.decoder, embeddings, {
      segments,
      trace,
    })
    trace('llm.past_key.layer0', present[0]!.key)
    trace('llm.past_value.layer0', present[0]!.value)
    const head = ops.gatherRows(parameters.decoder.head, levelIds)
    trace('llm.level_logits_all_positions', ops.linear(hidden, head))
    const positions = segments.reduce((sum, segment) => sum + segment.length, 0)
    const last = ops.slice(hidden, 1, positions - 1, positions)
    trace('llm.last_logits', ops.linear(last, parameters.decoder.head))
    trace('level_logits', ops.linear(last, head))
    return results
  }
}

function splitAtImages(ids: readonly number[]): (number[] | 'image')[] {
  const parts: (number[] | 'image')[] = []
  let text: number[] = []
  for (const id of ids) {
    if (id !== IMAGE) text.push(id)
    else {
      parts.push(text, 'image')
      text = []
    }
  }
  return [...parts, text]
}

/** The network as the scorer uses it: prefix computed before, in two goes, five head rows, one row of the last layer. */
function asUsed(config: NetworkConfig, ids: readonly number[], levelIds: readonly number[]): Piece {
  return (ops, parameters, inputs) => {
    const at = ids.indexOf(IMAGE)
    const prefix = ids.slice(0, at)
    const first = prefixKeyValues(ops, parameters, config, prefix, { first: 0, end: 1 })
    const others = { first: 1, end: config.decoder.layers }
    const rest = prefixKeyValues(ops, parameters, config, prefix, others, first.hidden)
    const layers = [...first.present, ...rest.present]
    const logits = levelLogits(
      ops,
      parameters,
      config,
      inputs['pixels']!,
      { layers, length: prefix.length },
      ids.slice(at + 1),
      levelIds,
    )
    return new Map([['level_logits', logits]])
  }
}

/** Scores as upstream computes them; the recorded lists are excellent first. */
function scoresOf(logits: RecordedTensor): number[] {
  const rows = logits.data.length / 5
  return Array.from({ length: rows }, (_, row) => {
    const exps = [...logits.data.subarray(5 * row, 5 * row + 5)].map(Math.exp)
    const sum = exps.reduce((a, b) => a + b, 0)
    return exps.reduce((score, e, i) => score + ((5 - i) * e) / sum, 0)
  })
}

describeWithShared('against the original system, tensor by tensor', () => {
  for (const interpreter of interpreters) {
    describe(interpreter.name, () => {
      test('every recorded intermediate of the first image', async () => {
        const { config, weights } = loadTiny()
        const recorded = vectors('forward.safetensors')
        const { scorer_ids: ids, level_ids: levelIds } = tokens()
        const pixels = pick(vectors('preprocess_tiny.safetensors').get('pixel_values')!, [0])
        const results = await interpreter.compute(
          config,
          weights,
          { pixels0: pixels },
          wholePrompt(config, ids, levelIds),
        )

        const report: string[] = []
        const missing: string[] = []
        let compared = 0
        for (const [name, expected] of recorded) {
          const batched = name === 'vision.last_hidden_state' || name === 'abstractor.output'
          if (!batched && !name.endsWith('.image0')) continue
          const key = name.replace(/\.image0$/, '')
          if (/^(scorer|llm\.(modality|position|decode))/.test(key)) continue // other cases below
          const actual = results.get(key)
          if (!actual) {
            missing.push(name)
            continue
          }
          const want = batched ? pick(expected, [0]) : expected
          const closeness = /logits/.test(name) ? LOGITS : HIDDEN
          report.push(describeCloseness(name, actual.data, want.data, closeness))
          expect(actual.data, name).toBeAllClose(want.data, closeness)
          compared++
        }
        process.stdout.write(`\n${interpreter.name}\n${report.join('\n')}\n`)
        expect(missing).toEqual([])
        expect(compared).toBe(19)
      })

      test('greedy decoding with the key-value cache', async () => {
        const { config, weights } = loadTiny()
        const recorded = vectors('forward.safetensors').get('llm.decode_level_logits.image0')!
        const { scorer_ids: ids, level_ids: levelIds } = tokens()
        const { greedy_first_tokens_image0: fed } = JSON.parse(
          readFileSync(sharedPath('golden/vectors/forward.json'), 'utf8'),
        ) as { greedy_first_tokens_image0: number[] }
        const pixels = pick(vectors('preprocess_tiny.safetensors').get('pixel_values')!, [0])
        const results = await interpreter.compute(config, weights, { pixels }, (ops, parameters, inputs) => {
          const head = ops.gatherRows(parameters.decoder.head, levelIds)
          const [before, , after] = splitAtImages(ids) as [number[], 'image', number[]]
          const image = embedImage(ops, parameters, config, inputs['pixels']!)
          const input = embedPrompt(ops, parameters.decoder.embeddings, config.decoder.width, [
            { ids: before },
            { image, length: config.abstractor.queries + 1 },
            { ids: after },
          ])
          let length = input.segments.reduce((sum, segment) => sum + segment.length, 0)
          let step = decode(ops, parameters.decoder, config.decoder, input.embeddings, {
            segments: input.segments,
          })
          let layers = step.present
          const logits: (typeof image)[] = []
          for (const id of fed) {
            const next = embedPrompt(ops, parameters.decoder.embeddings, config.decoder.width, [
              { ids: [id] },
            ])
            step = decode(ops, parameters.decoder, config.decoder, next.embeddings, {
              segments: next.segments,
              past: { layers, length },
            })
            layers = layers.map((past, i) => ({
              key: ops.concat([past.key, step.present[i]!.key], 2),
              value: ops.concat([past.value, step.present[i]!.value], 2),
            }))
            length += 1
            logits.push(ops.linear(step.hidden, head))
          }
          return new Map([['logits', ops.concat(logits, 1)]])
        })
        expect(results.get('logits')!.data).toBeAllClose(recorded.data, LOGITS)
      })

      test('text alone, and a prompt with two images', async () => {
        const { config, weights } = loadTiny()
        const recorded = vectors('forward.safetensors')
        const { level_ids: levelIds } = tokens()
        const all = vectors('preprocess_tiny.safetensors').get('pixel_values')!
        const textIds = [...recorded.get('text_only.input_ids')!.data]
        const text = await interpreter.compute(config, weights, {}, (ops, parameters) => {
          const input = embedPrompt(ops, parameters.decoder.embeddings, config.decoder.width, [
            { ids: textIds },
          ])
          const { hidden } = decode(ops, parameters.decoder, config.decoder, input.embeddings, {
            segments: input.segments,
            lastPositionOnly: true,
          })
          return new Map([['logits', ops.linear(hidden, ops.gatherRows(parameters.decoder.head, levelIds))]])
        })
        expect(text.get('logits')!.data).toBeAllClose(recorded.get('text_only.level_logits')!.data, LOGITS)

        const two = await interpreter.compute(
          config,
          weights,
          { pixels0: pick(all, [1]), pixels1: pick(all, [2]) },
          wholePrompt(config, [...recorded.get('two_image_prompt.input_ids')!.data], levelIds),
        )
        expect(two.get('level_logits')!.data).toBeAllClose(
          recorded.get('two_image_prompt.level_logits')!.data,
          LOGITS,
        )
      })

      test('the network as the scorer uses it, both prompts, a batch of every image', async () => {
        const { config, weights } = loadTiny()
        const recorded = vectors('forward.safetensors')
        const { scorer_ids, iqa_eval_ids, level_ids: levelIds } = tokens()
        const all = vectors('preprocess_tiny.safetensors').get('pixel_values')!
        for (const [ids, run, images] of [
          [scorer_ids, 'scorer.all', [0, 1, 2, 3, 4, 5, 6, 7]],
          [iqa_eval_ids, 'iqa_eval.batch4', [0, 1, 2, 3]],
        ] as const) {
          const results = await interpreter.compute(
            config,
            weights,
            { pixels: pick(all, images) },
            asUsed(config, ids, levelIds),
          )
          const logits = results.get('level_logits')!
          expect(logits.data).toBeAllClose(recorded.get(`${run}.level_logits`)!.data, LOGITS)
          // The recording's bound for scores.
          expect(scoresOf(logits)).toBeAllClose(recorded.get(`${run}.score`)!.data, { absolute: 1e-4 })
        }
      })

      test('wrong modalities give the recorded wrong scores', async () => {
        const { config, weights } = loadTiny()
        const { scorer_ids: ids, level_ids: levelIds } = tokens()
        const { sanity } = JSON.parse(readFileSync(sharedPath('golden/vectors/forward.json'), 'utf8'))
        const pixels = pick(vectors('preprocess_tiny.safetensors').get('pixel_values')!, [0, 1, 2, 3])
        const swap: Record<string, string> = { text: 'visual', visual: 'text' }
        for (const [wrong, expected] of [
          [(modality: string) => swap[modality]!, sanity.scores_with_swapped_modality],
          [() => 'text', sanity.scores_with_all_text_modality],
        ] as const) {
          const results = await interpreter.compute(
            config,
            weights,
            { pixels },
            (ops, parameters, inputs) => {
              const [before, , after] = splitAtImages(ids) as [number[], 'image', number[]]
              const image = embedImage(ops, parameters, config, inputs['pixels']!)
              const input = embedPrompt(
                ops,
                parameters.decoder.embeddings,
                config.decoder.width,
                [{ ids: before }, { image, length: config.abstractor.queries + 1 }, { ids: after }],
                inputs['pixels'],
              )
              const segments = input.segments.map(({ modality, length }) => ({
                modality: wrong(modality) as 'text' | 'visual',
                length,
              }))
              const { hidden } = decode(ops, parameters.decoder, config.decoder, input.embeddings, {
                segments,
                lastPositionOnly: true,
              })
              return new Map([
                ['logits', ops.linear(hidden, ops.gatherRows(parameters.decoder.head, levelIds))],
              ])
            },
          )
          const scores = scoresOf(results.get('logits')!)
          expect(scores).toBeAllClose(expected, { absolute: 1e-4 })
          expect(scores).not.toBeAllClose(sanity.scores, { absolute: 0.1 })
        }
      })
    })
  }

  test('at the true image size: 448 px, 1025 vision tokens, 64 queries', async () => {
    const { config, weights } = loadCheckpoint('checkpoint-tiny448', ['model.safetensors'])
    const recorded = vectors('forward448.safetensors')
    const { scorer_ids: ids, level_ids: levelIds } = tokens()
    const pixels = vectors('preprocess_448.safetensors').get('pixel_values.landscape_401x266.jpg')!
    const onnx = interpreters[1]!
    const results = await onnx.compute(
      config,
      weights,
      { pixels0: { shape: [1, ...pixels.shape], data: pixels.data } },
      wholePrompt(config, ids, levelIds),
    )
    for (const name of ['vision.last_hidden_state', 'abstractor.output']) {
      expect(results.get(name)!.data, name).toBeAllClose(recorded.get(`${name}.image0`)!.data, HIDDEN)
    }
    expect(results.get('level_logits')!.data).toBeAllClose(
      pick(recorded.get('scorer.level_logits')!, [0]).data,
      LOGITS,
    )
  })
})
