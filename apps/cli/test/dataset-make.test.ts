import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { findLeaks, openTable } from '@deqa/datasets'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { deqa, startDeqa } from './run-deqa.ts'
import { temporaryFolder } from './temporary-folder.ts'

const small = ['--types', 'white-noise,jpeg', '--strengths', '1,5', '--chains', '1', '--split', '2/1/1']

/** A folder with so many different photographs, in `photos`. */
async function photographs(count: number): Promise<string> {
  const folder = temporaryFolder()
  const [width, height] = [96, 72]
  for (let photo = 0; photo < count; photo++) {
    const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
      const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)]
      return 128 + 120 * Math.sin(x / (photo + 2) + (i % 3)) * Math.cos(y / 7)
    })
    await sharp(data, { raw: { width, height, channels: 3 } }).toFile(join(folder, `${photo}.png`))
  }
  return folder
}

/** Every file below a folder with the hash of its bytes. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  return Object.fromEntries(
    files
      .filter((file) => statSync(join(folder, file)).isFile())
      .map((file) => [
        file,
        createHash('sha256')
          .update(readFileSync(join(folder, file)))
          .digest('hex'),
      ]),
  )
}

test('makes the same labelled set on any number of threads', async () => {
  const photos = await photographs(4)
  const sets = [temporaryFolder(), temporaryFolder()]
  const { code, stdout } = await deqa([
    'dataset',
    'make',
    photos,
    '-o',
    sets[0]!,
    '-j',
    '1',
    '--json',
    ...small,
  ])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    photographs: 4,
    images: 24,
    made: 24,
    split: { train: 12, validation: 6, test: 6 },
    duplicates: [],
    failed: [],
  })
  expect((await deqa(['dataset', 'make', photos, '-o', sets[1]!, '-j', '3', ...small])).code).toBe(0)
  expect(contents(sets[1]!)).toEqual(contents(sets[0]!))

  const table = await openTable(join(sets[0]!, 'ratings.csv'), { scale: { min: 1, max: 5 } })
  const rows = []
  for await (const row of table.rows()) rows.push(row)
  expect(rows).toHaveLength(24)
  expect(await findLeaks(rows)).toEqual([])
  for (const { imagePath } of rows)
    expect(await sharp(imagePath).metadata()).toMatchObject({ width: 96, height: 72, format: 'png' })
  expect(rows.find(({ distortion }) => distortion?.type === 'jpeg' && distortion.level === 5)).toMatchObject({
    mos: 1.35,
    reference: '0.png',
  })
})

test('goes on where it was stopped, and makes nothing twice', async () => {
  const photos = await photographs(4)
  const whole = temporaryFolder()
  await deqa(['dataset', 'make', photos, '-o', whole, ...small])
  const before = contents(whole)
  rmSync(join(whole, 'images/1.png'), { recursive: true })
  rmSync(join(whole, 'images/2.png/jpeg-5.png'))
  rmSync(join(whole, 'ratings.csv'))
  const { code, stdout, stderr } = await deqa(['dataset', 'make', photos, '-o', whole, '--json', ...small])
  expect(code).toBe(0)
  expect(stderr).toContain('17 of 24 images are there already')
  expect(JSON.parse(stdout)).toMatchObject({ images: 24, made: 7 })
  expect(contents(whole)).toEqual(before)
})

test.each(['SIGINT', 'SIGKILL'] as const)(
  '%s in the middle costs no image that is made',
  async (signal) => {
    const photos = await photographs(6)
    const out = join(temporaryFolder(), 'set')
    const command = ['dataset', 'make', photos, '-o', out, '-j', '2', '--split', '4/1/1']
    const running = startDeqa(command)
    while (!existsSync(join(out, 'images/1.png/lens-blur-2.png'))) await wait(5)
    running.process.kill(signal)
    const { code, stderr } = await running.finished
    if (signal === 'SIGINT') {
      expect(code).toBe(130)
      expect(stderr).toMatch(/interrupted: \d+ of 756 images are made; the same command goes on/)
      expect(Object.keys(contents(out)).filter((file) => file.endsWith('.partial'))).toEqual([])
    }
    expect(existsSync(join(out, 'ratings.csv'))).toBe(false)
    expect((await deqa(command)).code).toBe(0)
    const files = Object.keys(contents(out))
    expect(files).toHaveLength(6 * 126 + 2)
    expect(files.filter((file) => file.endsWith('.partial'))).toEqual([])
  },
  120_000,
)

test('leaves out what is no photograph or comes twice, and says so', async () => {
  const photos = await photographs(3)
  copyFileSync(join(photos, '0.png'), join(photos, 'again.png'))
  writeFileSync(join(photos, 'broken.jpg'), 'text')
  const out = temporaryFolder()
  const { code, stdout, stderr } = await deqa(['dataset', 'make', photos, '-o', out, '--json', ...small])
  expect(code).toBe(3)
  expect(stderr).toContain('left out again.png: the same file as 0.png')
  expect(stderr).toContain('1 of 4 photographs could not be used')
  expect(JSON.parse(stdout)).toMatchObject({
    photographs: 3,
    images: 18,
    failed: [{ photograph: 'broken.jpg', message: expect.stringContaining('broken.jpg: cannot be read') }],
  })
})

test('what cannot be read costs only itself', async () => {
  const photos = await photographs(4)
  symlinkSync(join(photos, 'nothing'), join(photos, 'dangling.jpg'))
  const out = temporaryFolder()
  const { code, stdout, stderr } = await deqa(['dataset', 'make', photos, '-o', out, '--json', ...small])
  expect(code).toBe(3)
  expect(stderr).toContain('1 of 5 photographs could not be used')
  expect(JSON.parse(stdout)).toMatchObject({
    photographs: 4,
    images: 24,
    failed: [{ photograph: 'dangling.jpg', message: expect.stringContaining('ENOENT') }],
  })
  const alone = temporaryFolder()
  symlinkSync(join(photos, 'nothing'), join(alone, 'dangling.jpg'))
  const nothing = await deqa(['dataset', 'make', alone, '-o', join(out, 'x')])
  expect([nothing.code, nothing.stderr]).toEqual([
    2,
    expect.stringContaining('the first problem: cannot read'),
  ])
})

test('does not mix two sets, nor write into a folder of something else', async () => {
  const photos = await photographs(4)
  const out = temporaryFolder()
  await deqa(['dataset', 'make', photos, '-o', out, ...small])
  const other = await deqa(['dataset', 'make', photos, '-o', out, ...small, '--seed', '2'])
  expect(other).toMatchObject({ code: 2, stdout: '' })
  expect(other.stderr).toContain('holds a set with other settings or of other photographs: seed')
  const foreign = await deqa(['dataset', 'make', photos, '-o', await photographs(1), ...small])
  expect(foreign.code).toBe(2)
  expect(foreign.stderr).toContain('already holds something else')
})

test('does not take what it made for photographs', async () => {
  const photos = await photographs(4)
  const command = ['dataset', 'make', '.', '-o', 'set', '--json', ...small]
  const first = await deqa(command, { cwd: photos })
  expect(JSON.parse(first.stdout)).toMatchObject({ photographs: 4, images: 24, made: 24 })
  const second = await deqa(command, { cwd: photos })
  expect(JSON.parse(second.stdout)).toMatchObject({ photographs: 4, images: 24, made: 0 })
})

test.each([
  ['an unknown kind', ['--types', 'jpge'], 'there is no "jpge"'],
  ['an unknown strength', ['--strengths', '6'], 'Expected numbers in 1..5'],
  ['two shares', ['--split', '80/20'], 'Expected three shares'],
  ['no share at all', ['--split', '0/0/0'], 'Expected three shares'],
  ['too few photographs', [], 'too few'],
])('refuses %s', async (_, options, message) => {
  const photos = await photographs(1)
  const out = join(temporaryFolder(), 'set')
  const { code, stderr } = await deqa(['dataset', 'make', photos, '-o', out, ...options])
  expect(code).toBe(2)
  expect(stderr).toContain(message)
  expect(existsSync(out)).toBe(false)
})

test.each([[['dataset', '--help']], [['dataset', 'make', '--help']]])(
  '%j starts with examples',
  async (args) => {
    expect((await deqa(args)).stdout).toMatch(/^Examples:\n {2}deqa dataset make/)
  },
)
