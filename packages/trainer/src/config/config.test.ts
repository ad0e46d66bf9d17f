import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { LOSS_DEFAULTS } from '@deqa/losses'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { CONFIG_DEFAULTS } from './defaults.ts'
import { configEntries, describeConfig } from './describe-config.ts'
import { ConfigurationInvalidError, ConfigurationUnreadableError } from './errors.ts'
import { defineConfig, loadConfig } from './load-config.ts'
import { parseConfig } from './parse-config.ts'
import { type TrainingConfigInput, trainingConfigSchema } from './schema.ts'

const least: TrainingConfigInput = {
  datasets: [{ name: 'koniq', root: 'data/koniq' }],
  network: { size: 'smoke' },
}

const problemsOf = (value: unknown) => {
  try {
    parseConfig(value)
  } catch (error) {
    if (error instanceof ConfigurationInvalidError) return error.problems
    throw error
  }
  return []
}

describe('parseConfig', () => {
  test('fills in the recipe of the paper', () => {
    const config = parseConfig(least, { folder: '/home/me' })
    expect(config).toMatchObject({
      seed: 42,
      mode: 'pair',
      datasets: [{ name: 'koniq', root: '/home/me/data/koniq', split: 'train', weight: 1 }],
      label: { method: 'gaussian', variant: 'paper' },
      batch: { size: 16, accumulation: 4 },
      schedule: { epochs: 3, learningRate: 2e-5, warmupRatio: 0.03, decay: 'cosine' },
      optimizer: { weightDecay: 0 },
    })
    const { label: _, ...losses } = LOSS_DEFAULTS
    expect(config.loss).toEqual({ ...losses, strengths: 'rated' })
  })

  test('says which key a typo was meant to be, at every depth', () => {
    const problems = problemsOf({
      ...least,
      shedule: {},
      schedule: { learning_rate: 1e-4, lerningRate: 1e-4, colour: 1 },
      datasets: [{ name: 'koniq', root: 'x', wieght: 2, std: { ration: 0.2 } }],
    })
    expect(problems).toEqual([
      expect.objectContaining({ path: 'datasets[0].std.ratio' }),
      { path: 'datasets[0].std.ration', message: 'unknown key; did you mean ratio?' },
      { path: 'datasets[0].wieght', message: 'unknown key; did you mean weight?' },
      { path: 'schedule.learning_rate', message: 'unknown key; did you mean learningRate?' },
      { path: 'schedule.lerningRate', message: 'unknown key; did you mean learningRate?' },
      {
        path: 'schedule.colour',
        message: 'unknown key; known here: epochs, steps, learningRate, warmupRatio, decay',
      },
      { path: 'shedule', message: 'unknown key; did you mean schedule?' },
    ])
  })

  test.each<[string, object, string, RegExp]>([
    ['a value of the wrong kind', { seed: 'x' }, 'seed', /expected .*number.*got/],
    ['a word outside a list', { mode: 'triple' }, 'mode', /pair.*single/],
    ['no data', { datasets: [] }, 'datasets', /expected array to have >=1/],
    [
      'two sources',
      { datasets: [{ name: 'koniq', root: 'x', meta: 'm.json' }] },
      'datasets[0]',
      /got name and meta/,
    ],
    ['a dataset without folder', { datasets: [{ name: 'koniq' }] }, 'datasets[0]', /needs its folder: root/],
    [
      'a table without scale',
      { datasets: [{ table: 'r.csv' }] },
      'datasets[0]',
      /scale: \{ min: 1, max: 5 \}/,
    ],
    [
      'a scale upside down',
      { datasets: [{ table: 'r.csv', scale: { min: 5, max: 1 } }] },
      'datasets[0].scale',
      /min below max/,
    ],
    [
      'a scale of no known word',
      { datasets: [{ table: 'r.csv', scale: 'guessed' }] },
      'datasets[0].scale',
      /expected .*"observed"\|"declared".*, or expected object/,
    ],
    [
      'labels that no table stores',
      { datasets: [{ table: 'r.csv', scale: { min: 1, max: 5 }, labels: 'stored' }] },
      'datasets[0].labels',
      /only a meta file/,
    ],
    [
      'stored labels of another number of levels',
      { datasets: [{ meta: 'm.json', labels: 'stored' }], levels: { words: ['one', 'two', 'three'] } },
      'datasets[0].labels',
      /5 levels, levels.words has 3/,
    ],
    [
      'a direction of a meta file, whose scores have theirs',
      { datasets: [{ meta: 'm.json', direction: 'lower-is-better' }] },
      'datasets[0].direction',
      /given by meta does not read it: leave it out; .*turned round/,
    ],
    [
      'columns of a meta file',
      { evaluation: { datasets: [{ meta: 'm.json', columns: { mos: 'q' } }] } },
      'evaluation.datasets[0].columns',
      /given by meta does not read it: .*only the columns of a table/,
    ],
    [
      'columns of a published dataset',
      { datasets: [{ name: 'koniq', root: 'x', columns: { mos: 'q' } }] },
      'datasets[0].columns',
      /given by name does not read it/,
    ],
    [
      'a table of no known format',
      { datasets: [{ table: 'r.txt', scale: { min: 1, max: 5 } }] },
      'datasets[0].table',
      /ends in \.csv/,
    ],
    [
      'a delimiter of two characters',
      { datasets: [{ table: 'r.csv', scale: { min: 1, max: 5 }, delimiter: '||' }] },
      'datasets[0].delimiter',
      /expected one character/,
    ],
    [
      'a delimiter of JSON lines',
      { evaluation: { datasets: [{ table: 'r.jsonl', scale: { min: 1, max: 5 }, delimiter: ';' }] } },
      'evaluation.datasets[0].delimiter',
      /only a CSV or TSV table reads it, this one is jsonl/,
    ],
    [
      'a decimal comma of a meta file',
      { datasets: [{ meta: 'm.json', decimalComma: true }] },
      'datasets[0].decimalComma',
      /given by meta does not read it/,
    ],
    [
      'a root of a table',
      { datasets: [{ table: 'r.csv', scale: { min: 1, max: 5 }, root: 'photos' }] },
      'datasets[0].root',
      /given by table does not read it: .*called images/,
    ],
    ['all of the first moment', { optimizer: { beta1: 1 } }, 'optimizer.beta1', /expected number to be <1/],
    ['all of the second moment', { optimizer: { beta2: 1 } }, 'optimizer.beta2', /expected number to be <1/],
    ['neither size nor checkpoint', { network: {} }, 'network', /exactly one of size and from/],
    [
      'sizes of a checkpoint',
      { network: { from: 'x', vision: { width: 8 } } },
      'network',
      /leave out vision/,
    ],
    ['a level twice', { levels: { words: ['one', 'two', 'one'] } }, 'levels.words', /"one" is there twice/],
    ['a bad pattern', { lora: { targets: ['('] } }, 'lora.targets[0]', /[Rr]egular expression/],
    [
      'nothing to train',
      { train: { vision: false, abstractor: false, decoder: 'frozen' } },
      'train',
      /nothing is trained/,
    ],
    [
      'a share of no pairs',
      { data: { sameDistortion: 0.5 } },
      'data.sameDistortion',
      /expected 0 without pairs of one reference.*data\.sameReference/,
    ],
    ['no loss', { loss: { weightRank: 0, weightNextToken: 0 } }, 'loss', /weight other than 0/],
    [
      'workers of an engine that has none',
      { engine: { name: 'tfjs', workers: 2 } },
      'engine.workers',
      /tfjs/,
    ],
    [
      'more workers than batches in an update',
      { engine: { workers: 3 }, batch: { accumulation: 2 } },
      'engine.workers',
      /at most batch\.accumulation, 2, got 3: .*idle/,
    ],
    [
      'a start of what has been trained',
      { network: { from: 'x' }, start: { encoder: 'spectrum' } },
      'start.encoder',
      /leave out start/,
    ],
    ['one-hot labels with predicted deviations', { label: { method: 'one-hot' } }, 'loss.rank', /Table 6 #2/],
  ])('refuses %s', (_, change, path, message) => {
    const problems = problemsOf({ ...least, ...change })
    expect(problems.map((problem) => problem.path)).toContain(path)
    expect(problems.find((problem) => problem.path === path)!.message).toMatch(message)
  })

  test('lets each source have the keys that it reads', () => {
    const common = { images: 'i', title: 't', splitFile: 's.json', distortions: ['none'] }
    const sources = [
      { name: 'koniq', root: 'x', direction: 'lower-is-better', scale: 'declared' },
      {
        table: 'r.csv',
        scale: { min: 1, max: 5 },
        direction: 'lower-is-better',
        columns: { image: 'file', votes: ['a', 'b'] },
        delimiter: ';',
        decimalComma: true,
      },
      { meta: 'm.json', scale: { min: 0, max: 100 } },
    ]
    const datasets = sources.map((source) => ({ ...source, ...common }))
    expect(problemsOf({ ...least, datasets, evaluation: { datasets } })).toEqual([])
  })

  test.each([[undefined], [null], ['text'], [[]]])('refuses %j as a whole', (value) => {
    expect(() => parseConfig(value)).toThrow(ConfigurationInvalidError)
  })
})

describe('loadConfig', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deqa-config-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  const write = async (name: string, text: string) => {
    const file = join(folder, name)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
    return file
  }

  const yaml = 'datasets:\n  - { name: koniq, root: ../koniq }\nnetwork: { size: smoke }\n'

  test('reads YAML, JSON and modules alike, with paths from the file’s folder', async () => {
    const fromYaml = await loadConfig(await write('a.yaml', yaml))
    expect(fromYaml.datasets[0]!.root).toBe(join(folder, '../koniq'))
    const json = '{ "datasets": [{ "name": "koniq", "root": "../koniq" }], "network": { "size": "smoke" } }'
    expect(await loadConfig(await write('a.json', json))).toEqual(fromYaml)
    expect(await loadConfig(await write('a.mjs', `export default ${json}`))).toEqual(fromYaml)
    expect(await loadConfig(await write('b.mjs', `export const config = ${json}`))).toEqual(fromYaml)
  })

  test('names file, line and path of each fault', async () => {
    const file = await write('bad.yaml', `${yaml}schedule:\n  epochs: 3\n  learningrate: 1e-4\nseed: -1\n`)
    await expect(loadConfig(file)).rejects.toThrow(
      `${file}:6: schedule.learningrate: unknown key; did you mean learningRate?`,
    )
    await expect(loadConfig(file)).rejects.toThrow(`${file}:7: seed: `)
  })

  describe('extends', () => {
    test('merges objects, replaces lists and single values, and starts the paths of each file from its own folder', async () => {
      await write(
        'bases/first.yaml',
        `${yaml}data: { cacheFolder: cache, flip: true }\nlevels: { words: [a, b, c] }\nviews: { along: 3 }\n`,
      )
      await write(
        'bases/second.json',
        '{ "extends": "first.yaml", "schedule": { "steps": 10, "decay": "linear" } }',
      )
      const file = await write(
        'rows/third.yaml',
        'extends: ../bases/second.json\nschedule: { steps: 20 }\nlevels: { words: [one, two] }\nviews: null\ntext: { vocabulary: words.model }\n',
      )
      const config = await loadConfig(file)
      expect(config).toMatchObject({
        datasets: [{ name: 'koniq', root: join(folder, 'koniq') }],
        data: { cacheFolder: join(folder, 'bases/cache'), flip: true },
        schedule: { steps: 20, decay: 'linear' },
        levels: { words: ['one', 'two'] },
        views: null,
        text: { vocabulary: join(folder, 'rows/words.model') },
      })
      const changed = await loadConfig(file, (value) => ({
        ...(value as object),
        network: { from: '../start' },
      }))
      expect(changed.network).toEqual({ from: join(folder, 'start') })
    })

    test.each([
      ['a size', '{ size: mini, decoder: { layers: 1 } }', { size: 'mini', decoder: { layers: 1 } }],
      ['a start', '{ from: deqa-mini }', { from: 'deqa-mini' }],
      ['single sizes alone', '{ vision: { heads: 1 } }', { size: 'smoke', vision: { layers: 1, heads: 1 } }],
    ])('a network is another one where a file names %s of its own', async (_, own, expected) => {
      const base = 'datasets: [{ meta: m.json }]\nnetwork: { size: smoke, vision: { layers: 1 } }\n'
      await write('network-base.yaml', base)
      const file = await write('network.yaml', `extends: network-base.yaml\nnetwork: ${own}\n`)
      const config = await loadConfig(file)
      const given = Object.entries(config.network).filter(([, value]) => value !== undefined)
      expect(Object.fromEntries(given)).toEqual(expected)
    })

    test('a fault in a network is told where that network stands, not where the other one did', async () => {
      await write(
        'sized.yaml',
        'datasets: [{ meta: m.json }]\nnetwork:\n  size: smoke\n  vision:\n    width: 8\n',
      )
      const file = await write('started.yaml', 'extends: sized.yaml\n\nnetwork: { from: x, vision: {} }\n')
      await expect(loadConfig(file)).rejects.toThrow(
        `${file}:3: network: a network from a checkpoint has its sizes`,
      )
      const other = await write('other-size.yaml', 'extends: sized.yaml\n\nnetwork: { size: large }\n')
      await expect(loadConfig(other)).rejects.toThrow(`${other}:3: network.size: `)
    })

    test('a module extends too', async () => {
      await write('base.yaml', yaml)
      const file = await write('extending.mjs', 'export default { extends: "base.yaml", seed: 7 }')
      expect(await loadConfig(file)).toMatchObject({ seed: 7, network: { size: 'smoke' } })
    })

    test('names the file and the line of each fault', async () => {
      const base = await write(
        'faulty-base.yaml',
        `${yaml}schedule:\n  lerningRate: 1\n  epochs: 3\nevaluation:\n  datasets:\n    - { table: a.csv, scale: { min: 1, max: 5 } }\n`,
      )
      const file = await write(
        'faulty.yaml',
        'extends: faulty-base.yaml\nextend: x\nschedule: { epochs: -1 }\nevaluation:\n  datasets:\n    - { table: a.csv }\n',
      )
      const error = await loadConfig(file).catch((error: unknown) => error)
      expect(error).toBeInstanceOf(ConfigurationInvalidError)
      expect((error as ConfigurationInvalidError).problems).toEqual([
        { path: 'schedule.epochs', file, line: 3, message: 'expected number to be >0' },
        {
          path: 'schedule.lerningRate',
          file: base,
          line: 5,
          message: 'unknown key; did you mean learningRate?',
        },
        expect.objectContaining({ path: 'evaluation.datasets[0]', file, line: 6 }),
        { path: 'extend', file, line: 2, message: 'unknown key; did you mean extends?' },
      ])
      expect((error as Error).message).toContain(`${base}:5: schedule.lerningRate: unknown key`)
    })

    test.each([
      ['a base that is not there', 'extends: nowhere.yaml', /:1: extends: .*nowhere\.yaml: cannot be read/],
      ['a base that says nothing', 'extends: nothing.yaml', /nothing\.yaml: expected keys and values/],
      [
        'a base that is no path',
        'seed: 1\nextends: [a.yaml]',
        /:2: extends: expected the path .*got \["a\.yaml"\]/,
      ],
      ['itself', 'extends: extending.yaml', /:1: extends: .*extending\.yaml extends this file itself/],
      ['a circle', 'extends: back.yaml', /back\.yaml:1: extends: .*extending\.yaml .*leads back/],
    ])('refuses %s', async (_, text, message) => {
      await write('nothing.yaml', '# to be written\n')
      await write('back.yaml', 'extends: extending.yaml')
      await expect(loadConfig(await write('extending.yaml', text))).rejects.toThrow(message)
    })

    test('is of files alone', () => {
      expect(problemsOf({ ...least, extends: 'a.yaml' })).toEqual([
        { path: 'extends', message: 'only a file can extend another, and only the whole of it' },
      ])
    })
  })

  test('points at broken YAML', async () => {
    const file = await write('broken.yaml', 'datasets:\n  - { name: koniq\nnetwork: x\n')
    await expect(loadConfig(file)).rejects.toThrow(ConfigurationUnreadableError)
    await expect(loadConfig(file)).rejects.toThrow(/broken\.yaml:3: /)
  })

  test.each([
    ['missing.yaml', undefined, /cannot be read\nCheck the path/],
    ['config.toml', '', /expected a .yaml/],
    ['throws.mjs', 'throw new Error("no luck")', /cannot be imported: no luck/],
    ['empty.mjs', 'export const other = 1', /expected a default export, or one named config/],
  ])('refuses %s', async (name, text, message) => {
    const file = text === undefined ? join(folder, name) : await write(name, text)
    await expect(loadConfig(file)).rejects.toThrow(ConfigurationUnreadableError)
    await expect(loadConfig(file)).rejects.toThrow(message)
  })

  test('defineConfig gives back what it gets', () => {
    expect(defineConfig(least)).toBe(least)
  })
})

describe('defaults', () => {
  /** Paths of a JSON schema that have a default of their own, and that default. */
  function defaultsIn(node: Record<string, unknown>, path: string): [string, unknown][] {
    const properties = (node['properties'] ?? {}) as Record<string, Record<string, unknown>>
    const items = node['items'] as Record<string, unknown> | undefined
    const choices = (node['anyOf'] ?? []) as Record<string, unknown>[]
    const children = [
      ...Object.entries(properties).flatMap(([key, child]) =>
        defaultsIn(child, path ? `${path}.${key}` : key),
      ),
      ...(items?.['properties'] ? defaultsIn(items, `${path}[]`) : []),
      ...choices.flatMap((choice) => (choice['properties'] ? defaultsIn(choice, path) : [])),
    ]
    // A default that is no object, such as null, is one beside those of the object that may be written in its place.
    const isOwn = 'default' in node && (children.length === 0 || node['default'] === null)
    return isOwn ? [[path, node['default']], ...children] : children
  }

  const inSchema = new Map(
    defaultsIn(z.toJSONSchema(trainingConfigSchema, { io: 'output', unrepresentable: 'any' }), ''),
  )
  // Evaluation without datasets is no choice that a source could justify; its sets share keys with training sets.
  inSchema.delete('evaluation.datasets')
  inSchema.delete('evaluation.datasets[].std')

  test('every default of the schema is in the table with its source, and every entry of the table is used', () => {
    expect([...inSchema.keys()].sort()).toEqual(Object.keys(CONFIG_DEFAULTS).sort())
    for (const [path, { value, source }] of Object.entries(CONFIG_DEFAULTS)) {
      expect(inSchema.get(path)).toEqual(value)
      expect(source).toMatch(/^.{10,}[.)]$/s)
    }
  })
})

describe('describeConfig', () => {
  const config = parseConfig({
    ...least,
    schedule: { learningRate: 1e-3 },
    evaluation: { datasets: [{ name: 'spaq', root: 'spaq' }] },
  })

  test('gives the source of each default, and the default of each change', () => {
    const entries = new Map(configEntries(config).map((entry) => [entry.path, entry]))
    expect(entries.get('schedule.warmupRatio')).toMatchObject({
      value: 0.03,
      isDefault: true,
      source: expect.stringContaining('B.3'),
    })
    expect(entries.get('schedule.learningRate')).toMatchObject({
      value: 1e-3,
      isDefault: false,
      default: 2e-5,
    })
    expect(entries.get('evaluation.datasets[0].split')).toMatchObject({ value: 'test', isDefault: true })
    expect(entries.get('evaluation.datasets[0].std')).toMatchObject({ value: 'required', isDefault: true })
  })

  test('prints one line for each value', () => {
    const text = describeConfig(config)
    expect(text.split('\n')).toHaveLength(configEntries(config).length)
    expect(text).toMatch(/^schedule\.warmupRatio +0\.03 +Appendix B\.3: a warm-up ratio of 0\.03\.$/m)
    expect(text).toMatch(/^schedule\.learningRate +0\.001 +set here; default 0\.00002: Section 5\.1/m)
    expect(text).toMatch(/^network\.size +smoke +set here$/m)
  })
})
