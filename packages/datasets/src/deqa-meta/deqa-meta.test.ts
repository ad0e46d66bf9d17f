import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeWithShared, sharedPath } from '@deqa/vitest'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { collect, rejection, temporaryTree } from '../../test/temporary-tree.ts'
import { DatasetFileMalformed } from '../errors.ts'
import { formatDeqaMetaItem } from './format-item.ts'
import type { DeqaMetaItem } from './item.ts'
import { openDeqaMeta } from './open-deqa-meta.ts'
import { parseDeqaMetaItem } from './parse-item.ts'
import { readDeqaMeta, writeDeqaMeta } from './read-write.ts'

/** As the original writes one: excellent first. */
const ENTRY = {
  id: 'a.jpg->3.6',
  image: 'KONIQ/images/a.jpg',
  gt_score: 3.6,
  gt_score_norm: 3.25,
  level_probs_org: [0.1, 0.4, 0.3, 0.15, 0.04],
  level_probs: [0.11, 0.41, 0.31, 0.16, 0.01],
  std: 0.5,
  std_norm: 0.75,
  conversations: [
    { from: 'human', value: 'Rate it.\n<|image|>' },
    { from: 'gpt', value: 'The quality of the image is good.' },
  ],
}

const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0))
const five = fc.tuple(finite, finite, finite, finite, finite)
const anyItem: fc.Arbitrary<DeqaMetaItem> = fc.record(
  {
    id: fc.string(),
    image: fc.string(),
    gtScore: finite,
    gtScoreNorm: finite,
    levelProbsOrg: five,
    levelProbs: five,
    std: finite,
    stdNorm: finite,
    conversations: fc.array(fc.record({ from: fc.string(), value: fc.string() })),
    taskType: fc.string(),
    extra: fc.constant({ note: [1, 'two'] }),
  },
  { requiredKeys: ['id', 'image', 'gtScore'] },
)

describe('a DeQA meta item', () => {
  it('has its levels turned around, and nothing else changed', () => {
    const item = parseDeqaMetaItem(ENTRY)
    expect(item).toEqual({
      id: 'a.jpg->3.6',
      image: 'KONIQ/images/a.jpg',
      gtScore: 3.6,
      gtScoreNorm: 3.25,
      levelProbsOrg: [0.04, 0.15, 0.3, 0.4, 0.1],
      levelProbs: [0.01, 0.16, 0.31, 0.41, 0.11],
      std: 0.5,
      stdNorm: 0.75,
      conversations: ENTRY.conversations,
    })
    expect(formatDeqaMetaItem(item)).toEqual(ENTRY)
    expect(Object.keys(formatDeqaMetaItem(item))).toEqual(Object.keys(ENTRY))
  })

  it('takes numbers as text, the older name of the image, and keeps what it does not know', () => {
    const item = parseDeqaMetaItem({ img_path: 'a.jpg', gt_score: '71.3', source: { x: 1 } })
    expect(item).toEqual({ id: 'a.jpg', image: 'a.jpg', gtScore: 71.3, extra: { source: { x: 1 } } })
  })

  it.each([
    [null, 'expected an object, got null'],
    [{ ...ENTRY, image: undefined }, '"image" is missing'],
    [{ ...ENTRY, gt_score: 'high' }, '"gt_score": expected a finite number, got "high"'],
    [{ ...ENTRY, level_probs: [1, 2] }, '"level_probs": expected 5 finite numbers, got [1,2]'],
    [
      { ...ENTRY, conversations: [{ from: 'human' }] },
      '"conversations": expected a list of { "from", "value" }',
    ],
    [{ ...ENTRY, id: 5 }, '"id": expected text, got 5'],
  ])('is refused if it is %j', (entry, message) => {
    expect(() => parseDeqaMetaItem(entry)).toThrow(message)
  })
})

describe('formatDeqaMetaItem', () => {
  it.each([
    [{ gtScore: Number.NaN }, 'formatDeqaMetaItem: gtScore: expected a finite number, got NaN'],
    [{ levelProbs: [1] }, 'formatDeqaMetaItem: levelProbs: expected 5 levels, got 1'],
    [
      { levelProbsOrg: [0, 0, 0, 0, Number.POSITIVE_INFINITY] },
      'formatDeqaMetaItem: levelProbsOrg: expected a finite number, got Infinity',
    ],
  ])('refuses %j', (fields, message) => {
    const item = { id: 'a', image: 'a.jpg', gtScore: 1, ...fields }
    expect(() => formatDeqaMetaItem(item)).toThrow(new RangeError(message))
  })
})

describe('a DeQA meta file', () => {
  it('is read back as it was written', async () => {
    const path = join(await temporaryTree(), 'train_x.json')
    await fc.assert(
      fc.asyncProperty(fc.array(anyItem), async (items) => {
        await writeDeqaMeta(path, items)
        expect(await readDeqaMeta(path)).toEqual(items)
        JSON.parse(await readFile(path, 'utf8'))
      }),
      { numRuns: 100 },
    )
  })

  it('opens as a dataset whose scale follows from its two scores', async () => {
    const entries = [
      { id: 'a', image: 'i/a.jpg', gt_score: 20, gt_score_norm: 2, std: 5, std_norm: 0.25 },
      { id: 'b', image: 'i/b.jpg', gt_score: 60, gt_score_norm: 4 },
    ]
    const root = await temporaryTree({ 'test_x.json': JSON.stringify(entries) })
    const dataset = await openDeqaMeta(join(root, 'test_x.json'))
    // By hand: 40 raw are 2 normalised, so 80 are the whole range; 20 lies a quarter of it above the low end.
    expect(dataset.scale).toEqual({ min: 0, max: 80 })
    expect(await collect(dataset.rows())).toEqual([
      {
        id: 'a',
        imagePath: join(root, 'i/a.jpg'),
        mos: 20,
        std: 5,
        split: 'test',
        meta: { gtScoreNorm: 2, stdNorm: 0.25 },
      },
      { id: 'b', imagePath: join(root, 'i/b.jpg'), mos: 60, split: 'test', meta: { gtScoreNorm: 4 } },
    ])
  })

  it("takes image paths from the root of data that lie as the original's do", async () => {
    const entries = [{ image: 'KONIQ/images/a.jpg', gt_score: 1 }]
    const root = await temporaryTree({ 'KONIQ/metas/train_koniq_7k.json': JSON.stringify(entries) })
    const path = join(root, 'KONIQ/metas/train_koniq_7k.json')
    const [row] = await collect((await openDeqaMeta(path, { scale: { min: 1, max: 5 } })).rows())
    expect(row).toMatchObject({ imagePath: join(root, 'KONIQ/images/a.jpg'), split: 'train' })
  })

  it.each([
    ['{}', /a\.json: expected a JSON list of items/],
    ['[{"image":"a"', /a\.json: /],
    ['[{"image":"a","gt_score":1},{"image":"b"}]', /a\.json: item 1: "gt_score" is missing/],
  ])('is refused if it holds %s', async (content, message) => {
    const root = await temporaryTree({ 'a.json': content })
    const error = await rejection(readDeqaMeta(join(root, 'a.json')))
    expect(error).toBeInstanceOf(DatasetFileMalformed)
    expect(error.message).toMatch(message)
  })

  it('asks for the scale where none follows, and passes a bad item by', async () => {
    const entries = [{ image: 'a.jpg', gt_score: 1 }, { image: 'b.jpg' }]
    const path = join(await temporaryTree({ 'a.json': JSON.stringify(entries) }), 'a.json')
    expect((await rejection(openDeqaMeta(path))).message).toMatch(/Say what scale the raw scores are on/)
    const errors: string[] = []
    const dataset = await openDeqaMeta(path, { scale: { min: 1, max: 5 } })
    const rows = await collect(dataset.rows({ onBadRow: ({ message }) => errors.push(message) }))
    expect(rows.map(({ id }) => id)).toEqual(['a.jpg'])
    expect(errors).toEqual([expect.stringMatching(/item 1: "gt_score" is missing/)])
    const checkRow = () => {
      throw new RangeError('not this one')
    }
    await expect(collect(dataset.rows({ checkRow }))).rejects.toThrow(/item 0: not this one/)
  })
})

describeWithShared('training items of the original system', () => {
  it('come through reading and writing unchanged', async () => {
    const source = sharedPath('golden/vectors/train_items.json')
    const items = await readDeqaMeta(source)
    const path = join(await temporaryTree(), 'copy.json')
    await writeDeqaMeta(path, items)
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(JSON.parse(await readFile(source, 'utf8')))
    // The level the words name has the largest share in the first item: good, index 3.
    expect(items[0]!.levelProbs!.indexOf(Math.max(...items[0]!.levelProbs!))).toBe(3)
  })
})
