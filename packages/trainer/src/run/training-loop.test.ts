import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lineBatch, lineRun, lineSettings } from '../../test/line-run.ts'
import { CheckpointStore } from '../checkpoint/checkpoint-store.ts'
import { TrainingDivergedError } from './errors.ts'
import type { RunEvent } from './run-events.ts'
import { trainingLoop } from './training-loop.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deqa-loop-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Every byte of the checkpoint after the last update. */
async function lastCheckpoint(name: string): Promise<Map<string, Buffer>> {
  const path = join(folder, name, 'step-0000020')
  const files = (await readdir(path)).sort()
  return new Map(
    await Promise.all(files.map(async (file) => [file, await readFile(join(path, file))] as const)),
  )
}

test('tells of every update, evaluation and checkpoint, in order, and learns', async () => {
  const events: RunEvent[] = []
  const { evaluations, state } = await trainingLoop(lineRun(join(folder, 'a')), {
    onEvent: (event) => events.push(event),
  })
  expect(state.step).toBe(20)
  const steps = events.filter((event) => event.type === 'step')
  expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
  expect(steps.slice(0, 4).map(({ learningRate }) => learningRate)).toEqual([
    0,
    0.25,
    0.5,
    expect.any(Number),
  ])
  expect(steps.at(-1)!.loss).toBeLessThan(0.3 * steps[0]!.loss)
  expect(steps[0]!.terms['squares']).toBe(steps[0]!.loss)
  expect(steps.at(-1)!.etaSeconds).toBe(0)
  const told = events.filter(({ type }) => type !== 'step').map(({ type, step }) => `${type} ${step}`)
  expect(told).toEqual([
    'start 0',
    'checkpoint 0',
    ...[5, 10, 15, 20].flatMap((step) => [`evaluation ${step}`, `checkpoint ${step}`]),
    'end 20',
  ])
  expect(evaluations).toHaveLength(1)
  expect(evaluations[0]).toMatchObject({ dataset: 'held out', images: 12 })
})

test('ten updates, and ten more in a second run, are twenty in one, bit for bit', async () => {
  await trainingLoop(lineRun(join(folder, 'whole')))
  const stop = new AbortController()
  const onEvent = (event: RunEvent) => {
    // Between two checkpoints, in the middle of an epoch.
    if (event.type === 'step' && event.step === 12) stop.abort(new Error('Ctrl-C'))
  }
  const parts = lineRun(join(folder, 'pieces'))
  await expect(trainingLoop(parts, { signal: stop.signal, onEvent })).rejects.toThrow('Ctrl-C')
  const from = await parts.store.newest()
  expect(from?.state.step).toBe(12)
  await trainingLoop({ ...parts, from: from! })
  expect(await lastCheckpoint('pieces')).toEqual(await lastCheckpoint('whole'))
})

test('an interrupted evaluation is made up for, and changes nothing', async () => {
  await trainingLoop(lineRun(join(folder, 'whole')))
  const stop = new AbortController()
  const parts = lineRun(join(folder, 'pieces'))
  const [set] = parts.evaluationSets
  const stopping = {
    name: set!.name,
    async *batches() {
      stop.abort(new Error('Ctrl-C'))
      yield* set!.batches()
    },
  }
  const interrupted = trainingLoop({ ...parts, evaluationSets: [stopping] }, { signal: stop.signal })
  await expect(interrupted).rejects.toThrow('Ctrl-C')
  const from = await parts.store.newest()
  expect(from?.state.step).toBe(5)
  await trainingLoop({ ...parts, from: from! })
  expect(await lastCheckpoint('pieces')).toEqual(await lastCheckpoint('whole'))
  expect((await parts.store.best())!.state.step).toBe(
    (await lineRun(join(folder, 'whole')).store.best())!.state.step,
  )
})

test('a run killed between its best checkpoint and the pointer to it finds the best again', async () => {
  // One other checkpoint is kept, so that a best one without a pointer would soon be gone.
  const partsOf = (name: string) => {
    const parts = lineRun(join(folder, name), { settings: { ...lineSettings, checkpointEvery: 1 } })
    return { ...parts, store: new CheckpointStore(parts.store.folder, { keepLast: 1 }) }
  }
  const whole = partsOf('whole')
  await trainingLoop(whole)
  const best = (await whole.store.best())!.state.step
  expect(best).toBeLessThan(20)

  const killed = partsOf('killed')
  const stop = new AbortController()
  const onEvent = (event: RunEvent) => {
    if (event.type === 'checkpoint' && event.step === best) stop.abort(new Error('kill'))
  }
  await expect(trainingLoop(killed, { signal: stop.signal, onEvent })).rejects.toThrow('kill')
  // What the disk holds if the end came a moment before.
  await rm(join(killed.store.folder, 'best'))
  await trainingLoop({ ...killed, from: (await killed.store.newest())! })
  expect(await killed.store.best()).toEqual({
    ...(await whole.store.best())!,
    folder: killed.store.pathOf(best),
  })
  expect(await killed.store.steps()).toEqual(await whole.store.steps())
})

test('tells of each update, logged or not', async () => {
  const updates: number[] = []
  const settings = { ...lineSettings, logEvery: 7 }
  await trainingLoop(lineRun(join(folder, 'a'), { settings }), { onUpdate: (step) => updates.push(step) })
  expect(updates).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
})

test('a finished run that is resumed does nothing more', async () => {
  const parts = lineRun(join(folder, 'a'))
  await trainingLoop(parts)
  const before = await lastCheckpoint('a')
  await trainingLoop({ ...parts, from: (await parts.store.newest())! })
  expect(await lastCheckpoint('a')).toEqual(before)
})

test('a rating that is no number stops the run before it does harm, and names its images', async () => {
  const parts = lineRun(join(folder, 'a'), {
    change: (index) => {
      const { batch, files } = lineBatch(index)
      // Two batches make an update: this one is in the eighth.
      if (index === 15) (batch['y'] as Float32Array)[2] = Number.NaN
      return { batch, files }
    },
  })
  const error = await trainingLoop(parts).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(TrainingDivergedError)
  expect((error as TrainingDivergedError).message).toContain('step 8: the y are not all finite numbers')
  expect((error as TrainingDivergedError).files).toContain('batch-15/2.png')
  // Seven updates were made since the start, and none is lost.
  expect((await parts.store.newest())?.state.step).toBe(7)
})

test('an unreadable image stops the run and loses nothing', async () => {
  const change = (index: number) => {
    if (index === 15) throw new Error('15.png: cannot be decoded')
    return lineBatch(index)
  }
  const parts = lineRun(join(folder, 'a'), { change })
  await expect(trainingLoop(parts)).rejects.toThrow('15.png')
  const from = (await parts.store.newest())!
  expect(from.state.step).toBe(7)
  // Batch 14 was read for the update that failed; it is read again.
  expect(from.progress).toMatchObject({ stream: 14 })
  await trainingLoop({ ...lineRun(join(folder, 'a')), from })
  await trainingLoop(lineRun(join(folder, 'whole')))
  expect(await lastCheckpoint('a')).toEqual(await lastCheckpoint('whole'))
})

test('a loss that overflows stops the run; the state before it stays', async () => {
  const change = (index: number) => {
    const { batch, files } = lineBatch(index)
    if (index >= 14) (batch['y'] as Float32Array).fill(1e38)
    return { batch, files }
  }
  const parts = lineRun(join(folder, 'a'), { change })
  await expect(trainingLoop(parts)).rejects.toThrow('step 8: the loss is Infinity')
  expect((await parts.store.newest())?.state.step).toBe(5)
})

test('losses that rise for good stop the run', async () => {
  const change = (index: number) => {
    const { batch, files } = lineBatch(index)
    if (index > 60) (batch['y'] as Float32Array).fill(index % 2 === 0 ? 300 : -300)
    return { batch, files }
  }
  const schedule = { ...lineSettings.schedule, totalSteps: 100 }
  const parts = lineRun(join(folder, 'a'), { settings: { ...lineSettings, schedule }, change })
  await expect(trainingLoop(parts)).rejects.toThrow('the loss has run away')
})
