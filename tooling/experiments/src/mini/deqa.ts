import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const command = fileURLToPath(new URL('../../../../apps/cli/bin/deqa.js', import.meta.url))

/**
 * Runs the built command as a user would; what it prints is seen.
 *
 * @throws {Error} if it ends with another status than 0.
 */
export async function deqa(...args: readonly string[]): Promise<void> {
  console.error(`\n$ deqa ${args.join(' ')}`)
  const child = spawn(process.execPath, [command, ...args], { stdio: 'inherit' })
  const status = await new Promise<string>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(String(code ?? signal)))
  })
  if (status !== '0') throw new Error(`deqa ${args[0]}: ended with ${status}`)
}
