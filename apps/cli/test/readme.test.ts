import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { deqa } from './run-deqa.ts'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

const examples = Array.from(
  readme.matchAll(/^```console\n\$ deqa (.*)\n([\s\S]*?)^```$/gm),
  ([, command, output]) => ({ command: command!, output: output! }),
)

test('there are examples', () => {
  expect(examples.length).toBeGreaterThan(2)
})

test('the table of commands names each that help names', async () => {
  const help = (await deqa(['--help'])).stdout.split('Commands:')[1]!
  const commands = Array.from(help.matchAll(/^ {2}([a-z]+)/gm), ([, name]) => name!)
  const table = readme.split('## Commands')[1]!.split('###')[0]!
  const named = new Set(Array.from(table.matchAll(/`deqa ([a-z]+)/g), ([, name]) => name!))
  expect(named).toEqual(new Set(commands.filter((name) => name !== 'help')))
})

test.each(examples)('prints what the README shows: deqa $command', async ({ command, output }) => {
  const { stdout } = await deqa(command.split(' '), { cwd: repository })
  // `…` stands for what differs from machine to machine: places, digits below the promised ones.
  const pattern = output.split('…').map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  expect(stdout).toMatch(new RegExp(`^${pattern.join('.*')}$`))
})
