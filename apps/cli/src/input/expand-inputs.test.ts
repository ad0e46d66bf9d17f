import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder.ts'
import { expandInputs } from './expand-inputs.ts'

const extensions = ['.jpg', '.png']

function photos(...names: string[]): string {
  const folder = temporaryFolder()
  for (const name of names) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), '')
  }
  return folder
}

async function names(folder: string, inputs: string[], list: string[] = []): Promise<string[]> {
  const { items } = await expandInputs(inputs, extensions, list)
  return items.map(({ path }) => path.replace(`${folder}/`, ''))
}

test('a folder stands for every image below it, in one order everywhere', async () => {
  const folder = photos('b.JPG', 'a.png', 'Z.jpg', 'notes.txt', 'sub/c.jpg', '.hidden.jpg', '.cache/d.jpg')
  expect(await names(folder, [folder])).toEqual(['Z.jpg', 'a.png', 'b.JPG', 'sub/c.jpg'])
})

test('a named file is taken whatever it is called, and when it is not there', async () => {
  const folder = photos('picture')
  expect(await names(folder, [join(folder, 'picture'), join(folder, 'gone.jpg')])).toEqual([
    'picture',
    'gone.jpg',
  ])
})

test('a quoted glob is expanded to images', async () => {
  const folder = photos('a.jpg', 'b.txt', 'sub/c.jpg')
  expect(await names(folder, [`${folder}/**/*`])).toEqual(['a.jpg', 'sub/c.jpg'])
})

test('a file whose name looks like a glob is that file', async () => {
  const folder = photos('a[1].jpg', 'a1.jpg')
  expect(await names(folder, [join(folder, 'a[1].jpg')])).toEqual(['a[1].jpg'])
})

test('the list takes the place of -, and its names are never globs', async () => {
  const folder = photos('a.jpg', 'b.jpg')
  const list = [join(folder, 'b.jpg'), join(folder, '*.jpg')]
  expect(await names(folder, ['-', join(folder, 'a.jpg')], list)).toEqual(['b.jpg', '*.jpg', 'a.jpg'])
})

test('each file is taken once, however it is written', async () => {
  const folder = photos('a.jpg')
  expect(await names(folder, [`${folder}/a.jpg`, `${folder}/./a.jpg`, folder])).toEqual(['a.jpg'])
})

test('links are followed, circles end, and a dangling link is left for the scorer to report', async () => {
  const folder = photos('a.jpg')
  symlinkSync(folder, join(folder, 'loop'))
  symlinkSync(join(folder, 'nothing'), join(folder, 'dangling.jpg'))
  expect(await names(folder, [folder])).toEqual(['a.jpg', 'dangling.jpg'])
})

test.skipIf(process.platform === 'win32')('a pipe is no image, whatever its name', async () => {
  const folder = photos('a.jpg')
  execFileSync('mkfifo', [join(folder, 'b.jpg')])
  expect(await names(folder, [folder])).toEqual(['a.jpg'])
})

test('an input without images is named', async () => {
  const folder = photos('a.jpg', 'sub/notes.txt')
  const { items, empty } = await expandInputs([folder, join(folder, 'sub'), `${folder}/*/*.txt`], extensions)
  expect(items).toHaveLength(1)
  expect(empty).toEqual([join(folder, 'sub'), `${folder}/*/*.txt`])
})

test('a pattern without any match or star is the path of a file that is not there', async () => {
  const folder = photos('a.jpg')
  const inputs = [folder, `${folder}/photo (1).jpg`, `${folder}/*.png`]
  expect(await names(folder, inputs)).toEqual(['a.jpg', 'photo (1).jpg'])
  expect((await expandInputs(inputs, extensions)).empty).toEqual([`${folder}/*.png`])
})
