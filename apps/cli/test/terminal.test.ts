import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { runProgram } from '../src/program.ts'
import { makePhotos } from './make-photos.ts'

/** A stream that says it is a terminal, and keeps what it is told. */
function terminalStream(columns: number, colours: boolean) {
  const stream = Object.assign(new PassThrough({ highWaterMark: 1e6 }), {
    isTTY: true,
    columns,
    hasColors: () => colours,
  })
  return { stream, text: (): string => stream.read()?.toString() ?? '' }
}

async function onTerminal(args: readonly string[], { columns = 80, colours = true } = {}) {
  const stdout = terminalStream(columns, colours)
  const stderr = terminalStream(columns, colours)
  const stdin = Object.assign(new PassThrough(), { isTTY: true })
  const code = await runProgram(args, {
    terminal: { stdin, stdout: stdout.stream, stderr: stderr.stream },
    signal: new AbortController().signal,
  })
  return { code, stdout: stdout.text(), stderr: stderr.text() }
}

test('a table that fits the terminal, in colours', async () => {
  const folder = await makePhotos(2)
  writeFileSync(join(folder, 'broken.jpg'), 'no image')
  const { code, stdout } = await onTerminal(['score', folder], { columns: 50 })
  expect(code).toBe(3)
  expect(stdout).toContain('\u001b[')
  const [head, ...lines] = stripVTControlCharacters(stdout).trimEnd().split('\n')
  expect(head).toMatch(/^file +score {2}± std {3}level {6}levels$/)
  expect(lines).toHaveLength(3)
  for (const line of lines.slice(0, 2)) {
    expect(line).toMatch(/^….*0[01]\.png {3}\d\.\d\d {2}± \d\.\d\d {2}[a-z]+ +[▁▂▃▄▅▆▇█]{5}$/)
    expect(stringWidth(line)).toBeLessThanOrEqual(50)
  }
  expect(lines[2]).toContain('broken.jpg  IMAGE_UNREADABLE: ')
})

test('a terminal that does not know its width cuts nothing', async () => {
  const folder = await makePhotos(1)
  const { stdout, stderr } = await onTerminal(['score', folder], { columns: 0 })
  expect(stripVTControlCharacters(stdout)).toContain(`${join(folder, '00.png')}  `)
  expect(stderr).toContain('\rloading the model …\u001b[K')
})

test('no colours where the terminal has none', async () => {
  const folder = await makePhotos(1)
  const { stdout } = await onTerminal(['score', folder], { colours: false })
  expect(stdout).not.toContain('\u001b[')
})

test('the progress counts up, and its last line stays', async () => {
  const folder = await makePhotos(3)
  const { stderr } = await onTerminal(['score', folder, '--json', '--batch-size', '1'])
  const shown = stderr.split('\r').map((line) => line.split('\u001b')[0])
  expect(shown).toContain('loading the model …')
  expect(shown).toContain('0/3 images')
  for (const done of [1, 2])
    expect(shown.some((line) => line?.match(`^${done}/3 images {2}[0-9.]+ images/s {2}ETA 0:\\d\\d$`))).toBe(
      true,
    )
  expect(stderr).toMatch(/\r3\/3 images {2}[0-9.]+ images\/s\S*\n$/)
})

test('a list cannot be read from a terminal', async () => {
  const { code, stderr } = await onTerminal(['score', '-'])
  expect(code).toBe(2)
  expect(stderr).toContain('which is a terminal')
})
