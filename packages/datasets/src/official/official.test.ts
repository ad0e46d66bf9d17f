import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { imageFiles, MINIATURES } from '../../test/miniatures.ts'
import { collect, rejection, temporaryTree } from '../../test/temporary-tree.ts'
import { checkDataset } from '../check/check-dataset.ts'
import { DatasetError, DatasetFileMissing } from '../errors.ts'
import { describeDataset, openDataset } from '../open-dataset.ts'
import { DATASET_NAMES } from './registry.ts'

describe.each(DATASET_NAMES)('%s', (name) => {
  const miniature = MINIATURES[name]

  it('reads its official layout, with images, without a finding', async () => {
    const root = await temporaryTree({ ...miniature.files, ...imageFiles(miniature) })
    const dataset = await openDataset(name, root)
    const rows = await collect(dataset.rows())
    expect(rows).toHaveLength(miniature.rows)
    expect(rows.map((row) => row.imagePath.toLowerCase()).sort()).toEqual(
      miniature.images.map((image) => join(root, image).toLowerCase()).sort(),
    )
    expect(await collect(checkDataset(dataset, { images: true }))).toEqual([])
  })

  it('can be read again, and without images', async () => {
    const dataset = await openDataset(name, await temporaryTree(miniature.files))
    const first = await collect(dataset.rows())
    expect(await collect(dataset.rows())).toEqual(first)
    expect(first).toHaveLength(miniature.rows)
  })

  it('names every missing file, the places looked at and the source', async () => {
    const root = await temporaryTree(miniature.files)
    const required = miniature.required ?? Object.keys(miniature.files)
    for (const file of required) await rm(join(root, file))
    const error = await rejection(openDataset(name, root))
    expect(error).toBeInstanceOf(DatasetFileMissing)
    expect(error.message).toContain(describeDataset(name).homepage)
    expect(error.message).toContain(root)
    if (name !== 'pipal') for (const file of required) expect(error.message).toContain(join(root, file))
  })

  it.each(miniature.damages)('reports a damaged $file: $message', async ({ file, content, message }) => {
    const root = await temporaryTree({ ...miniature.files, [file]: content })
    const dataset = await openDataset(name, root)
    const error = await rejection(collect(dataset.rows()))
    expect(error).toBeInstanceOf(DatasetError)
    expect(error.message).toMatch(message)
  })
})
