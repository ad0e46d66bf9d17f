import { PassThrough } from 'node:stream'
import { onTestFinished, vi } from 'vitest'
import { runProgram } from '../src/program.ts'

/** Runs a command in this process as on a terminal 100 columns wide, where someone types `input`. */
export async function runOnTerminal(
  args: readonly string[],
  input: string,
  env: Readonly<Record<string, string>>,
): Promise<{ code: number; stdout: string; stderr: string }> {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  onTestFinished(() => void vi.unstubAllEnvs())
  const stdin = Object.assign(new PassThrough(), { isTTY: true })
  const screen = () => Object.assign(new PassThrough({ highWaterMark: 1e6 }), { isTTY: true, columns: 100 })
  const stdout = screen()
  const stderr = screen()
  stdin.end(input)
  const signal = new AbortController().signal
  const code = await runProgram(args, { terminal: { stdin, stdout, stderr }, signal })
  return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') }
}
