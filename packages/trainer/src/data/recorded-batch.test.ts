import { readFile } from 'node:fs/promises'
import { CLIP_STATISTICS, parseCheckpointConfig } from '@deqa/model/training'
import { describeWithShared, readRecordedTensors, sharedPath } from '@deqa/vitest'
import { expect, test } from 'vitest'
import { parseConfig } from '../config/parse-config.ts'
import { INPUTS } from '../program/deqa-program.ts'
import { publishedVocabulary } from '../text/published-vocabulary.ts'
import { trainingText } from '../text/training-text.ts'
import { assembleBatch } from './assemble-batch.ts'
import { ImageLoader } from './image-loader.ts'
import { loadExamples } from './training-examples.ts'

describeWithShared('the recorded batches of the original', () => {
  test('from its own meta file and images: pixels, labels and ratings', async () => {
    const recorded = readRecordedTensors(sharedPath('golden/vectors/losses.safetensors'))
    const config = parseConfig({
      datasets: [
        {
          meta: sharedPath('golden/vectors/train_items.json'),
          images: sharedPath('golden/images'),
          split: 'all',
          labels: 'stored',
        },
      ],
      network: { size: 'smoke' },
    })
    const [set] = await loadExamples(config)
    const checkpoint = JSON.parse(await readFile(sharedPath('golden/checkpoint-tiny/config.json'), 'utf8'))
    const { network } = parseCheckpointConfig(checkpoint, 'config.json')
    const size = network.vision.imageSize
    await using loader = await ImageLoader.open({ size, workers: 0, memoryBytes: 0 })
    // Two pairs: items 0 and 1, items 2 and 3.
    const order = [0, 2, 1, 3]
    const images = await Promise.all(
      order.map(async (item) => {
        const example = set!.examples[item]!
        const loaded = await loader.load(example.imagePath)
        if ('problem' in loaded) throw new Error(loaded.problem)
        return { example, views: [loaded.pixels] }
      }),
    )
    const text = trainingText(publishedVocabulary())
    const layout = { mode: 'pair', batchSize: 2, text, network, rank: 'fidelity' } as const
    const batch = assembleBatch({ ...layout, statistics: CLIP_STATISTICS }, images)

    const both = (name: string) =>
      (['A', 'B'] as const).flatMap((side) => Array.from(recorded.get(`batch.${side}.${name}`)!.data))
    // Pixels are exact where the decoder gives Pillow's, as it does for these files.
    expect(Array.from(batch[INPUTS.pixels]!)).toEqual(both('images'))
    // Upstream lists excellent first.
    const labels = Array.from({ length: 4 }, (_, n) =>
      Array.from(batch[INPUTS.softLabels]!.subarray(5 * n, 5 * n + 5)).reverse(),
    )
    expect(labels.flat()).toEqual(both('level_probs'))
    expect(order.map((item) => Math.fround(set!.examples[item]!.mos))).toEqual(both('gt_scores'))
    // The words of the answers, drawn by the five equal parts of the scale.
    const targets = batch[INPUTS.targets]!
    const words = Array.from({ length: 4 }, (_, n) => targets[9 * n + text.layout.levelPosition])
    expect(words).toEqual([1781, 6534, 6460, 15129])
  })
})
