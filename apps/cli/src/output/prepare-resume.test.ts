import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { failed, provenance, scored } from '../../test/example-rows.ts'
import { temporaryFolder } from '../../test/temporary-folder.ts'
import { UsageError } from '../errors.ts'
import { ndjsonFormat } from './ndjson-format.ts'
import { prepareResume } from './prepare-resume.ts'

/** A folder with images (of any content) and the row of a finished run for each. */
function finishedRun(...names: string[]): { out: string; files: string[]; lines: string[] } {
  const folder = temporaryFolder()
  const files = names.map((name) => join(folder, name))
  const lines = files.map((file) => {
    writeFileSync(file, 'image')
    return lineOf(file)
  })
  return { out: join(folder, 'scores.ndjson'), files, lines }
}

function lineOf(file: string, change: object = {}): string {
  const { size, mtimeMs } = statSync(file)
  return ndjsonFormat({ ...provenance, ...change }).row({ ...scored, file }, { size, mtimeMs })
}

test('finished rows stay byte for byte', async () => {
  const { out, files, lines } = finishedRun('a.jpg', 'b.jpg', 'c\u2028d.jpg')
  writeFileSync(out, lines.join(''))
  expect(await prepareResume(out, files, provenance)).toEqual(new Set(files))
  expect(readFileSync(out, 'utf8')).toBe(lines.join(''))
})

test('a file cut at any byte loses the torn row and nothing else', async () => {
  const { out, files, lines } = finishedRun('a.jpg', 'b.jpg', 'größe.jpg')
  const bytes = Buffer.from(lines.join(''))
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: bytes.length }), async (length) => {
      writeFileSync(out, bytes.subarray(0, length))
      const whole = bytes.subarray(0, bytes.lastIndexOf(10, length - 1) + 1).toString()
      const expected = length === 0 ? '' : whole
      const done = await prepareResume(out, files, provenance)
      expect(readFileSync(out, 'utf8')).toBe(expected)
      expect(done).toEqual(new Set(files.filter((_, i) => expected.includes(lines[i]!))))
    }),
  )
})

test('rows of changed, failed and vanished images are taken out, those of other images stay', async () => {
  const { out, files, lines } = finishedRun('same.jpg', 'grown.jpg', 'touched.jpg', 'failed.jpg', 'other.jpg')
  const [same, grown, touched, broken] = files as [string, string, string, string]
  writeFileSync(grown, 'another image')
  utimesSync(touched, 1, 1)
  const { size, mtimeMs } = statSync(broken)
  const failedLine = ndjsonFormat(provenance).row({ ...failed, file: broken }, { size, mtimeMs })
  writeFileSync(out, [lines[0], lines[1], lines[2], failedLine, lines[4]].join(''))
  expect(await prepareResume(out, [same, grown, touched, broken], provenance)).toEqual(new Set([same]))
  expect(readFileSync(out, 'utf8')).toBe(`${lines[0]}${lines[4]}`)
})

test('of several rows for one image the last counts', async () => {
  const { out, files, lines } = finishedRun('a.jpg')
  writeFileSync(out, lines[0]! + lines[0]!)
  expect(await prepareResume(out, files, provenance)).toEqual(new Set(files))
  expect(readFileSync(out, 'utf8')).toBe(lines[0])
})

test('leaves nothing beside the file', async () => {
  const { out, files, lines } = finishedRun('a.jpg')
  writeFileSync(out, `${lines[0]}{"file":"b`)
  await prepareResume(out, files, provenance)
  expect(readdirSync(join(out, '..')).sort()).toEqual(['a.jpg', 'scores.ndjson'])
})

test.each([{ model: 'another' }, { revision: 'ffffffffffff' }, { prompt: 'eval' }, { autoOrient: true }])(
  'refuses rows made with %j and leaves them alone',
  async (change) => {
    const { out, files } = finishedRun('a.jpg')
    const line = lineOf(files[0]!, change)
    writeFileSync(out, line)
    await expect(prepareResume(out, files, provenance)).rejects.toThrow(UsageError)
    expect(readFileSync(out, 'utf8')).toBe(line)
  },
)

test.each(['a photo\u0000without lines', 'a text\n', '{"file":"a.jpg"}\n', 'null\n', '\n', '[1]\n'])(
  'refuses a file that is not ours: %j',
  async (content) => {
    const { out, files } = finishedRun('a.jpg')
    writeFileSync(out, content)
    await expect(prepareResume(out, files, provenance)).rejects.toThrow(UsageError)
    expect(readFileSync(out, 'utf8')).toBe(content)
  },
)
