import { readFileSync } from 'node:fs'
import { targetPreference } from '@deqa/losses'
import { type NetworkConfig, parseCheckpointConfig } from '@deqa/model/training'
import { type RecordedTensor, readRecordedTensors, sharedPath } from '@deqa/vitest'
import { INPUTS, type TextLayout } from '../src/program/deqa-program.ts'

const IMAGE = -200
const IGNORED = -100

/** The recorded losses, gradients and parameters of the original, and what went into them. */
export interface RecordedTraining {
  readonly network: NetworkConfig
  readonly values: ReadonlyMap<string, Float32Array>
  readonly text: TextLayout
  /** Pairs (0, 1) and (2, 3): first images, then second ones. */
  readonly pairs: Record<string, Float32Array | Int32Array>
  /** The four images by themselves. */
  readonly single: Record<string, Float32Array | Int32Array>
  /** 1 where the first image of a pair has the higher MOS, else 0. */
  readonly binaryPreference: Float32Array
  readonly losses: RecordedLosses
  readonly tensors: ReadonlyMap<string, RecordedTensor>
}

interface RecordedSide {
  readonly score: number[]
  readonly std: number[]
  readonly ce: number
  readonly kl: number | null
  readonly in_level: number
}

export interface RecordedVariant {
  readonly config: Record<string, unknown>
  readonly rank: number
  readonly A: RecordedSide
  readonly B: RecordedSide
  readonly total: number
}

export interface RecordedLosses {
  readonly embed_rows: number[]
  readonly lm_head_other_rows: number[]
  readonly variants: Record<string, RecordedVariant>
  readonly adamw1: { losses_at_steps_0_1_2_3: number[] }
  readonly adamw1_clip1: { losses_at_steps_0_1_2_3: number[] }
  readonly adamw1_clip1_clip_total_norm: number
  readonly single: Record<string, { total: number }>
}

const json = (path: string) => JSON.parse(readFileSync(sharedPath('golden', path), 'utf8'))

export function readRecordedTraining(): RecordedTraining {
  const file = sharedPath('golden/checkpoint-tiny/config.json')
  const { network } = parseCheckpointConfig(json('checkpoint-tiny/config.json'), file)
  const values = new Map<string, Float32Array>()
  for (const shard of ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors']) {
    for (const [name, { data }] of readRecordedTensors(sharedPath('golden/checkpoint-tiny', shard))) {
      values.set(name, Float32Array.from(data))
    }
  }
  const tensors = readRecordedTensors(sharedPath('golden/vectors/losses.safetensors'))
  const rows = (name: string): number[][] => {
    const { shape, data } = tensors.get(name)!
    const width = shape[1]!
    return Array.from({ length: shape[0]! }, (_, i) => [...data.subarray(i * width, (i + 1) * width)])
  }
  const ids = [...rows('batch.A.input_ids'), ...rows('batch.B.input_ids')]
  const labels = [...rows('batch.A.labels'), ...rows('batch.B.labels')]
  const { level_ids: excellentFirst } = json('checkpoint-tiny/config.json') as { level_ids: number[] }
  const image = ids[0]!.indexOf(IMAGE)
  const text: TextLayout = {
    prefix: ids[0]!.slice(0, image),
    textLength: Math.max(...ids.map((row) => row.length - image - 1)),
    answerTokens: labels[0]!.filter((label) => label !== IGNORED).length,
    levelPosition: labels[0]!
      .filter((label) => label !== IGNORED)
      .findIndex((label) => excellentFirst.includes(label)),
    levelIds: excellentFirst.toReversed(),
  }
  const sides = ['A', 'B'] as const
  const joined = (key: string) => sides.flatMap((side) => [...tensors.get(`batch.${side}.${key}`)!.data])
  const batch = {
    [INPUTS.pixels]: Float32Array.from(joined('images')),
    ...textInputs(ids, labels, text, network),
    [INPUTS.softLabels]: Float32Array.from(ascendingRows(joined('level_probs'))),
  }
  const [mos, std] = [joined('gt_scores'), joined('stds')]
  const preference = [0, 1].map((i) =>
    targetPreference({ mos: mos[i]!, std: std[i]! }, { mos: mos[i + 2]!, std: std[i + 2]! }),
  )
  return {
    network,
    values,
    text,
    pairs: { ...batch, [INPUTS.preference]: Float32Array.from(preference) },
    single: batch,
    binaryPreference: Float32Array.from([0, 1], (i) => (mos[i]! > mos[i + 2]! ? 1 : 0)),
    losses: json('vectors/losses.json'),
    tensors,
  }
}

/** Recorded rows are excellent first. */
function ascendingRows(values: number[]): number[] {
  return Array.from({ length: values.length / 5 }, (_, i) => values.slice(5 * i, 5 * i + 5).reverse()).flat()
}

function textInputs(
  ids: readonly number[][],
  labels: readonly number[][],
  text: TextLayout,
  network: NetworkConfig,
): Record<string, Float32Array | Int32Array> {
  const image = text.prefix.length
  const visual = network.abstractor.queries + 1
  const positions = image + visual + text.textLength
  const answers = labels.map((row) => row.flatMap((label, i) => (label === IGNORED ? [] : [i])))
  return {
    [INPUTS.text]: Int32Array.from(
      ids.flatMap((row) => {
        const after = row.slice(image + 1)
        return [...after, ...new Array<number>(text.textLength - after.length).fill(0)]
      }),
    ),
    // The token at index i, behind an image that takes `visual` places instead of one, is predicted one place before.
    [INPUTS.answerRows]: Int32Array.from(
      answers.flatMap((own, n) => own.map((i) => n * positions + i + visual - 2)),
    ),
    [INPUTS.targets]: Int32Array.from(answers.flatMap((own, n) => own.map((i) => labels[n]![i]!))),
    [INPUTS.targetWeights]: new Float32Array(answers.flat().length).fill(1),
  }
}
