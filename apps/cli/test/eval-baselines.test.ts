import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { makePhoto } from './make-photos.ts'
import { deqa } from './run-deqa.ts'
import { temporaryFolder } from './temporary-folder.ts'

const examples = fileURLToPath(new URL('../../../examples', import.meta.url))
const ratings = join(examples, 'ratings.csv')
const scale = ['--scale', '0,100']

test('every baseline, one row each; errors on the scale of ratings do not exist', async () => {
  const list = 'niqe,brisque,mean-gradient,jpeg-size'
  const { code, stdout, stderr } = await deqa(['eval', '--baseline', list, ratings, ...scale])
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/^ratings +images +PLCC +SRCC/)
  for (const name of list.split(',')) expect(stdout).toMatch(new RegExp(`^${name} +8 .+– .+–$`, 'm'))
  expect(stdout).toMatch(/^PLCC \/ SRCC +ratings$/m)
})

test('the fitted ones tell the example pictures from their damaged copies', async () => {
  const { stdout } = await deqa(['eval', '--baseline', 'niqe,brisque', ratings, ...scale, '--json'])
  const { baselines, model } = JSON.parse(stdout)
  expect(model).toBeUndefined()
  expect(baselines).toMatchObject([{ name: 'niqe' }, { name: 'brisque', title: 'BRISQUE' }])
  for (const { fittedOn, results } of baselines) {
    expect(fittedOn).toContain('photographs')
    expect(results[0].agreement.srcc).toBeGreaterThan(0.3)
  }
})

test('a model and baselines side by side, also for each kind of damage; values are kept', async () => {
  const folder = temporaryFolder()
  const rows = readFileSync(ratings, 'utf8').trim().split('\n').slice(1)
  const kinds = rows.flatMap((row) =>
    [1, 2].map((copy) => `${row},photo ${copy},${copy === 1 ? 'first' : 'second'}`),
  )
  writeFileSync(join(folder, 'set.csv'), `image,mos,std,reference,distortion\n${kinds.join('\n')}\n`)
  const args = ['eval', join(folder, 'set.csv'), '--root', examples, ...scale]
  const compared = ['--model', 'deqa-mini', '--baseline', 'jpeg-size', '--by', 'distortion']
  const kept = ['--predictions', join(folder, 'kept')]
  const { code, stdout } = await deqa([...args, ...compared, ...kept])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^set +images/)
  expect(stdout).toMatch(/^deqa-mini +16 /m)
  expect(stdout).toMatch(/^jpeg-size +16 /m)
  expect(stdout).toMatch(/^set: PLCC \/ SRCC +images +deqa-mini +jpeg-size$/m)
  expect(stdout).toMatch(/^second +8 +-?0\.\d{3} \/ -?0\.\d{3} +-?0\.\d{3} \/ -?0\.\d{3}$/m)

  // One line for each image, though rated twice; what is there is not measured again.
  const file = join(folder, 'kept/set.jpeg-size.jsonl')
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  writeFileSync(file, `${lines.slice(1).join('\n')}\n`)
  const csv = await deqa([...args, '--baseline', 'jpeg-size', '--by', 'distortion', ...kept, '--csv'])
  expect(csv.stdout.split('\n')[0]).toMatch(/^name,dataset,distortion,images,/)
  expect(csv.stdout).toMatch(/^jpeg-size,set,second,8,/m)
  expect(readFileSync(file, 'utf8').trim().split('\n').sort()).toEqual([...lines].sort())
})

test('an image that is too small for one is named, and counts for the others', async () => {
  const folder = temporaryFolder()
  await makePhoto(join(folder, 'small.png'), 1)
  writeFileSync(join(folder, 'damaged.jpg'), 'no image')
  const table = readFileSync(ratings, 'utf8').replaceAll('photos/', join(examples, 'photos/'))
  writeFileSync(join(folder, 'more.csv'), `${table.trim()}\nsmall.png,50,9\ndamaged.jpg,50,9\n`)
  const args = ['eval', '--baseline', 'niqe,mean-gradient', join(folder, 'more.csv'), ...scale]
  const { code, stdout, stderr } = await deqa([...args, '--threads', '1'])
  expect(code).toBe(3)
  expect(stderr).toMatch(/small\.png: NIQE: expected sides of 96 pixels or more, got 48×36/)
  expect(stderr).toContain('2 of 10 images could not be scored by niqe')
  expect(stderr).toContain('1 of 10 images could not be scored by mean-gradient')
  expect(stdout).toMatch(/^niqe +8 /m)
  expect(stdout).toMatch(/^mean-gradient +9 /m)
})

test('says how to name what is to be evaluated', async () => {
  const unknown = await deqa(['eval', '--baseline', 'niqe,psnr', ratings])
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('niqe, brisque, mean-gradient')])
  const alone = await deqa(['eval', ratings])
  expect([alone.code, alone.stderr]).toEqual([2, expect.stringContaining('expected a model and ratings')])
})
