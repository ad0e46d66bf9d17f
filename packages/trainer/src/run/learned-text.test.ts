import { expect, test } from 'vitest'
import { ConfigurationInvalidError } from '../config/errors.ts'
import { parseConfig } from '../config/parse-config.ts'
import { smallVocabulary } from '../text/small-vocabulary.ts'
import { scoringPrompt, trainingText } from '../text/training-text.ts'
import { learnedByCheckpoint, learnedByRun, requireSameText } from './learned-text.ts'

const config = parseConfig({
  datasets: [{ table: 'r.csv', scale: { min: 1, max: 5 } }],
  network: { size: 'smoke' },
})
const textOf = (questions: readonly string[], system = true) =>
  trainingText(smallVocabulary({ questions }), { questions, system })
const ten = textOf(config.text.questions)
const prompt = scoringPrompt(ten)

test('a run may be asked any of the questions that it was trained with', () => {
  const learned = learnedByRun('runs/ten', config, ten)
  for (const question of config.text.questions) requireSameText(learned, textOf([question]))
})

test.each([
  ['another question', textOf(['How good is the quality of this picture?'])],
  ['no system sentences', textOf(config.text.questions, false)],
])('%s is refused, with the text of the run', (_, text) => {
  const ask = () => requireSameText(learnedByRun('runs/ten', config, ten), text)
  expect(ask).toThrow(ConfigurationInvalidError)
  expect(ask).toThrow(
    /text: the run runs\/ten has learned to answer another text; its own is \{ questions: \[What do you think.*\], system: true \}/,
  )
})

test('a checkpoint is told from the one that ships, whose text is known', () => {
  const other = textOf(['Quality?'])
  const ask = (from: string) => () =>
    requireSameText(learnedByCheckpoint(from, { scorer: prompt, eval: prompt }), other)
  expect(ask('/my/weights')).toThrow(
    'the checkpoint /my/weights has learned to answer another text; give the one that it was trained with',
  )
  expect(ask('deqa-mini')).toThrow(
    'deqa-mini has learned to answer another text; its own is { questions: [Quality?], system: false }',
  )
})
