import { expect, test } from 'vitest'
import { run } from './run.mjs'

const node = (script: string) => run(process.execPath, ['-e', script], { capture: true })

test('keeps both outputs and the exit code', async () => {
  const { code, output } = await node('console.log("out"); console.error("err"); process.exitCode = 3')
  expect(code).toBe(3)
  expect(output.split('\n').sort()).toEqual(['', 'err', 'out'])
})

test('a program ended by a signal has the code a shell would give it', async () => {
  expect((await node('process.kill(process.pid, "SIGKILL")')).code).toBe(137)
})

test('a program that does not exist is an error', async () => {
  await expect(run('no-such-program-of-ours', [])).rejects.toThrow('ENOENT')
})
