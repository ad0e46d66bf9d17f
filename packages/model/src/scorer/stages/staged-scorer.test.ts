import { chmod, cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import '@deqa/vitest'
import { expect, onTestFinished, test } from 'vitest'
import { DEFAULT_MODEL, locateModel } from '../../model-folder/locate-model.ts'
import { loadScorer } from '../load-scorer.ts'
import type { Score } from '../types.ts'
import { cutGraph } from './cut-graph.ts'
import { readGraph, writeGraph } from './graph-file.ts'
import { loadStagedScorer } from './staged-scorer.ts'

/** Pictures that differ, as raw pixels. */
const images = [3, 5, 7].map((step) => ({
  ...{ width: 40, height: 30, channels: 3 as const },
  data: Uint8Array.from({ length: 3600 }, (_, i) => (step * i) % 251),
}))

async function copyOfModel(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'deqa-stages-'))
  onTestFinished(() => rm(parent, { recursive: true }))
  await cp(await locateModel(DEFAULT_MODEL), join(parent, 'model'), { recursive: true })
  return join(parent, 'model')
}

test('stage by stage it is the same network', async () => {
  const folder = await copyOfModel()
  const before = await readdir(folder)
  await using scorer = await loadScorer(folder)
  await using staged = await loadStagedScorer(folder)
  expect(staged.model).toEqual(scorer.model)
  expect(staged.stages).toEqual(['decode', 'preprocess', 'encoder', 'abstractor', 'decoder'])
  const { scores, milliseconds, coreMilliseconds } = await staged.run(images)
  const expected = (await scorer.score(images)) as Score[]
  // The runtime may fuse across the cuts: float32 rounding only.
  expect(scores).toBeAllClose(
    expected.map(({ score }) => score),
    { absolute: 1e-5 },
  )
  expect(Object.keys(milliseconds)).toEqual(staged.stages)
  expect(Object.keys(coreMilliseconds)).toEqual(staged.stages)
  for (const value of Object.values(milliseconds)) expect(value).toBeGreaterThanOrEqual(0)
  expect(await readdir(folder)).toEqual(before)
})

test('the parts follow one another, and each weight and node is in one of them', async () => {
  const graph = readGraph(await readFile(join(await locateModel(DEFAULT_MODEL), 'scorer.onnx')))
  const parts = cutGraph(graph)!
  expect(parts.flatMap(({ nodes }) => nodes)).toEqual(graph.nodes)
  const [encoder, abstractor, decoder] = parts
  expect(encoder!.inputs).toEqual(graph.inputs)
  expect(decoder!.outputs).toEqual(graph.outputs)
  for (const input of abstractor!.inputs) expect([...graph.inputs, ...encoder!.outputs]).toContain(input)
  const reads = (part: typeof encoder, start: string) =>
    part!.nodes.some(({ inputs }) => inputs.some((name) => name.startsWith(start)))
  for (const [part, start] of [
    [encoder, 'model.vision_model.'],
    [abstractor, 'model.visual_abstractor.'],
    [decoder, 'model.layers.'],
  ] as const) {
    expect(parts.filter((other) => reads(other, start))).toEqual([part])
  }
})

test('a graph whose weights do not tell the parts is not cut', async () => {
  const graph = readGraph(await readFile(join(await locateModel(DEFAULT_MODEL), 'scorer.onnx')))
  const tensors = graph.tensors.map((tensor) => ({ ...tensor, outputs: ['anything'] }))
  expect(cutGraph({ ...graph, tensors })).toBeUndefined()
})

test('what is read and written again is the same graph', async () => {
  const graph = readGraph(await readFile(join(await locateModel(DEFAULT_MODEL), 'scorer.onnx')))
  const inputs = graph.inputs.map((name) => ({ name, elementType: 'float32' as const }))
  // A constant that no node reads is left behind.
  const read = new Set(graph.nodes.flatMap((node) => node.inputs))
  const tensors = graph.tensors.filter(({ outputs: [name] }) => read.has(name!))
  expect(readGraph(writeGraph(graph, graph.nodes, inputs, graph.outputs))).toEqual({ ...graph, tensors })
})

test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
  'in a folder that cannot be written to, the network is one stage',
  async () => {
    const folder = await copyOfModel()
    await chmod(folder, 0o555)
    onTestFinished(() => chmod(folder, 0o755))
    await using staged = await loadStagedScorer(folder)
    expect(staged.stages).toEqual(['decode', 'preprocess', 'network'])
    expect((await staged.run(images)).scores).toHaveLength(3)
  },
)
