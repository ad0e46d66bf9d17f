import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describeWithShared, sharedPath } from '@deqa/vitest'
import { expect, test } from 'vitest'
import { deqa } from './run-deqa.ts'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
const page = readFileSync(new URL('../../../docs/reproduction.md', import.meta.url), 'utf8')

const examples = Array.from(
  page.matchAll(/^```console\n\$ deqa (.*)\n([\s\S]*?)^```$/gm),
  ([, command, output]) => ({ command: command!, output: output! }),
)

describeWithShared('docs/reproduction.md', () => {
  test('has examples', () => {
    expect(examples.length).toBeGreaterThan(4)
  })

  test.each(examples)('shows what is printed: deqa $command', async ({ command, output }) => {
    const args = command.split(' ').map((word) => word.replace('../shared', sharedPath()))
    const { stdout } = await deqa(args, { cwd: repository })
    // `…` stands for lines that are left out.
    const pattern = output.split('…').map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    expect(stdout).toMatch(new RegExp(`^${pattern.join('[\\s\\S]*')}$`))
  })
})
