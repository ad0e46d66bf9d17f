import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { exitCodes } from './exit-codes.ts'
import { runProgram } from './program.ts'

async function deqa(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() }
  const code = await runProgram(args, { terminal: streams, signal: new AbortController().signal })
  const text = (stream: PassThrough): string => stream.read()?.toString() ?? ''
  return { code, stdout: text(streams.stdout), stderr: text(streams.stderr) }
}

test.each([
  [],
  ['--help'],
  ['score', '--help'],
  ['compare', '--help'],
  ['rank', '--help'],
  ['gate', '--help'],
  ['merge', '--help'],
  ['convert', '--help'],
  ['pull', '--help'],
  ['models', '--help'],
  ['rm', '--help'],
  ['bench', '--help'],
  ['doctor', '--help'],
  ['label', '--help'],
  ['stats', '--help'],
  ['train', '--help'],
  ['eval', '--help'],
  ['export', '--help'],
  ['report', '--help'],
  ['dataset', 'make', '--help'],
])('help starts with examples: %s %s', async (...args) => {
  const { code, stdout, stderr } = await deqa(...args)
  expect(stdout).toMatch(/^Examples:\n {2}deqa /)
  expect(stdout).toContain('Usage: deqa')
  expect(stderr).toBe('')
  expect(code).toBe(exitCodes.done)
})

test('--version prints the version', async () => {
  expect((await deqa('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
})

test.each([
  ['a near miss of a command', ['scroe', 'a.jpg'], 'Did you mean score?'],
  ['a near miss of an option', ['score', 'a.jpg', '--jsn'], 'Did you mean --json?'],
  ['no input', ['score'], "missing required argument 'inputs'"],
  ['one image to compare', ['compare', 'a.jpg'], "missing required argument 'b'"],
  ['two ends of a ranking', ['rank', 'a.jpg', '--best', '3', '--worst', '3'], 'cannot be used with'],
  ['scores and how to make them', ['rank', '--scores', 's.ndjson', '--dtype', 'q8'], 'cannot be used with'],
  ['scores and a model', ['gate', '--min', '3', '--scores', 's.ndjson', '-m', 'x'], 'cannot be used with'],
  ['a gate without a height', ['gate', 'a.jpg'], 'required option'],
  ['a gate beyond the scale', ['gate', 'a.jpg', '--min', '0.5'], 'Expected a score from 1 to 5'],
  ['no place for the model', ['convert', 'checkpoint'], 'required option'],
  ['a shard that cannot be', ['score', 'a.jpg', '--shard', '3/2'], 'Expected i/n'],
  ['no count', ['score', 'a.jpg', '--batch-size', '0'], 'Expected a whole number'],
  ['no device', ['score', 'a.jpg', '--device', 'abacus'], 'Allowed choices are auto, cpu'],
  ['two formats', ['score', 'a.jpg', '--json', '--csv'], 'cannot be used with'],
])('%s is a usage error', async (_, args, message) => {
  const { code, stdout, stderr } = await deqa(...args)
  expect(stderr).toContain(message)
  expect(stderr).toMatch(/^deqa: /)
  expect(stdout).toBe('')
  expect(code).toBe(exitCodes.usage)
})
