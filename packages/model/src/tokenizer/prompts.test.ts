import { readFileSync } from 'node:fs'
import { LEVEL_NAMES } from '@deqa/soft-label'
import { describeWithShared, sharedPath } from '@deqa/vitest'
import { describe, expect, test } from 'vitest'
import {
  PROMPTS,
  PUBLISHED_PROMPT_IDS,
  PUBLISHED_Q_ALIGN_IDS,
  promptIds,
  Q_ALIGN_PROMPTS,
  TRAINING_QUESTIONS,
  trainPrompt,
} from './prompts.ts'
import { Tokenizer } from './tokenizer.ts'

describe('the prompts', () => {
  test('scorer and eval differ in the one character after the image', () => {
    expect(PROMPTS.eval).toBe(PROMPTS.scorer.replace('>\nA', '> A'))
    expect(PROMPTS.eval).not.toBe(PROMPTS.scorer)
  })

  test('each has one image and ends without a space, which would shift the level token', () => {
    for (const prompt of Object.values(Q_ALIGN_PROMPTS)) {
      expect(prompt.split('<|image|>')).toHaveLength(2)
      expect(prompt).toMatch(/ is$/)
    }
  })

  test('published ids: 27 text tokens, 15 before the image', () => {
    for (const { prefix, suffix } of Object.values(PUBLISHED_PROMPT_IDS)) {
      expect(prefix).toHaveLength(15)
      expect(suffix).toHaveLength(12)
    }
  })

  test('ten distinct training questions', () => {
    expect(new Set(TRAINING_QUESTIONS).size).toBe(10)
  })
})

describeWithShared('the prompts, against the recordings', () => {
  const read = (name: string) => JSON.parse(readFileSync(sharedPath('golden/vectors', name), 'utf8'))
  const published = () => Tokenizer.fromFile(sharedPath('golden/preprocessor/tokenizer.model'))

  test('texts and ids of both inference prompts', async () => {
    const tokens = read('tokens.json')
    const llama = await published()
    expect(PROMPTS).toEqual({ scorer: tokens.scorer_prompt, eval: tokens.iqa_eval_prompt })
    expect(llama.encodePrompt(PROMPTS.scorer)).toEqual(tokens.scorer_ids)
    expect(llama.encodePrompt(PROMPTS.eval)).toEqual(tokens.iqa_eval_ids)
  })

  test('the published ids are what the published tokenizer gives', async () => {
    const llama = await published()
    expect(promptIds(llama)).toEqual(PUBLISHED_PROMPT_IDS)
    expect(promptIds(llama, 'q-align')).toEqual(PUBLISHED_Q_ALIGN_IDS)
  })

  test('both prompts end with the level prefix', () => {
    const { level_prefix } = read('tokens.json')
    for (const { suffix } of Object.values(PUBLISHED_PROMPT_IDS))
      expect(suffix.slice(-6)).toEqual(level_prefix)
  })

  test('the training texts of the recorded items', () => {
    const texts: string[] = read('losses.json').training_texts
    expect(texts).toHaveLength(4)
    const all = TRAINING_QUESTIONS.flatMap((question) =>
      LEVEL_NAMES.map((level) => trainPrompt(question, level)),
    )
    for (const text of texts) expect(all).toContain(text)
  })

  test('the 62 ids of the published training example', async () => {
    const text = trainPrompt('How would you rate the quality of this image?', 'good')
    expect((await published()).encodePrompt(text)).toEqual([
      1, 319, 13563, 1546, 263, 12758, 1404, 322, 385, 23116, 21082, 20255, 29889, 450, 20255, 4076, 8444,
      29892, 13173, 29892, 322, 1248, 568, 6089, 304, 278, 1404, 29915, 29879, 5155, 29889, 3148, 1001, 29901,
      29871, -200, 29871, 13, 5328, 723, 366, 6554, 278, 11029, 310, 445, 1967, 29973, 319, 1799, 9047, 13566,
      29901, 450, 11029, 310, 278, 1967, 338, 1781, 29889, 2,
    ])
  })
})
