import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { liveThreads } from '@deqa/vitest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GraphBuilder } from './graph-builder.ts'
import type { PlainTensor } from './plain-tensor.ts'
import { SessionThread } from './session-thread.ts'
import { SessionThreads } from './session-threads.ts'

let folder: string
let path: string

const vector = (...values: number[]): PlainTensor => ({
  type: 'float32',
  data: Float32Array.from(values),
  shape: [values.length],
})

const threads = liveThreads()

/** Threads that the process would wait for. */
const threadsHolding = () => process.getActiveResourcesInfo().filter((kind) => kind === 'MessagePort').length

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deqa-threads-'))
  path = join(folder, 'sum.onnx')
  const graph = new GraphBuilder('sum')
  const sum = graph.node('Add', [graph.input('a', [2]), graph.input('b', [2])])
  graph.output(sum, 'sum', [2])
  await writeFile(path, graph.encode({ file: 'no weights', places: new Map() }))
})
afterAll(() => rm(folder, { recursive: true }))

describe('SessionThread', () => {
  test('runs over what it keeps and what it is given, and leaves both with the caller', async () => {
    const thread = await SessionThread.open(path, { threads: 1 })
    const kept = vector(1, 2)
    thread.keep({ a: kept })
    const given = vector(10, 20)
    const [first, second] = await Promise.all([thread.run({ b: given }), thread.run({ b: vector(0.5, 0) })])
    expect(first).toEqual({ sum: vector(11, 22) })
    expect(second).toEqual({ sum: vector(1.5, 2) })
    expect([kept, given]).toEqual([vector(1, 2), vector(10, 20)])
    thread.keep({ a: vector(-1, -2) })
    expect(await thread.run({ b: given })).toEqual({ sum: vector(9, 18) })
    await thread.release()
  })

  test('a run that fails is an error, and the next one runs', async () => {
    const thread = await SessionThread.open(path)
    thread.keep({ a: vector(1, 2) })
    await expect(thread.run({})).rejects.toThrow(/'b' is missing/)
    await expect(thread.run({ b: vector(1, 2, 3) })).rejects.toThrow(/dimension/i)
    expect(await thread.run({ b: vector(1, 1) })).toEqual({ sum: vector(2, 3) })
    await thread.release()
  })

  test('what cannot be opened is an error, and leaves no thread', async () => {
    await expect(SessionThread.open(join(folder, 'none.onnx'))).rejects.toThrow(/none\.onnx/)
    expect(threads.size).toBe(0)
  })

  test('release waits for the runs under way; later ones are refused', async () => {
    const thread = await SessionThread.open(path)
    expect(threads.size).toBe(1)
    const run = thread.run({ a: vector(1, 2), b: vector(1, 2) })
    await thread.release()
    expect(await run).toEqual({ sum: vector(2, 4) })
    expect(threads.size).toBe(0)
    await expect(thread.run({ a: vector(1, 2), b: vector(1, 2) })).rejects.toThrow('the thread has ended')
    await thread.release()
  })

  test('a process waits for a run, and not for a thread that has nothing to do', async () => {
    const before = threadsHolding()
    const thread = await SessionThread.open(path)
    expect(threadsHolding()).toBe(before)
    const runs = [1, 2].map((value) => thread.run({ a: vector(value, 0), b: vector(1, 2) }))
    expect(threadsHolding()).toBe(before + 1)
    await Promise.all(runs)
    expect(threadsHolding()).toBe(before)
    await thread.release()
  })

  test('memory that is given away needs no copy', async () => {
    const thread = await SessionThread.open(path)
    const [given, lent] = [vector(1, 2), vector(10, 20)]
    expect(await thread.run({ a: given, b: lent }, [given.data.buffer as ArrayBuffer])).toEqual({
      sum: vector(11, 22),
    })
    expect(given.data).toHaveLength(0)
    expect(lent).toEqual(vector(10, 20))
    await thread.release()
  })

  test('a thread that dies rejects the run that it was to make, and all later ones', async () => {
    const thread = await SessionThread.open(path)
    const [worker] = threads
    // Before the run is asked for, so that the thread cannot have made it already.
    const end = worker!.terminate()
    const run = thread.run({ a: vector(1, 2), b: vector(1, 2) })
    await expect(run).rejects.toThrow('the thread has ended')
    await end
    await expect(thread.run({})).rejects.toThrow('the thread has ended')
    await thread.release()
  })
})

describe('SessionThreads', () => {
  test('give every run its place, more of them than threads', async () => {
    const pool = await SessionThreads.open(path, 2, { threads: 1 })
    const sums: number[] = []
    const feeds = [1, 2, 3, 4, 5].map((value) => ({ b: vector(value, 0) }))
    await pool.run({ a: vector(10, 0) }, feeds, (i, { sum }) => {
      sums[i] = sum!.data[0] as number
    })
    expect(sums).toEqual([11, 12, 13, 14, 15])
    await pool.release()
  })

  test('after a run that fails nothing more begins, and all can be used again', async () => {
    const pool = await SessionThreads.open(path, 2)
    let begun = 0
    // Without end, so that only the failure can end the run, however late it comes.
    function* feeds() {
      for (;;) yield ++begun === 2 ? {} : { b: vector(1, 1) }
    }
    await expect(pool.run({ a: vector(1, 1) }, feeds(), () => undefined)).rejects.toThrow(/'b' is missing/)
    const atEnd = begun
    const sums: unknown[] = []
    await pool.run({ a: vector(1, 1) }, [{ b: vector(1, 1) }], (_, outputs) => sums.push(outputs))
    expect(sums).toEqual([{ sum: vector(2, 2) }])
    expect(begun).toBe(atEnd)
    await pool.release()
  })

  test('if one cannot be opened, none stays', async () => {
    await expect(SessionThreads.open(join(folder, 'none.onnx'), 3)).rejects.toThrow(/none\.onnx/)
    expect(threads.size).toBe(0)
  })
})
