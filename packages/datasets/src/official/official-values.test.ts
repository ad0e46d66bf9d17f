import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { matBytes } from '../../test/mat-bytes.ts'
import { MINIATURES } from '../../test/miniatures.ts'
import { collect, rejection, type Tree, temporaryTree } from '../../test/temporary-tree.ts'
import type { DatasetRow } from '../dataset.ts'
import { DatasetSplitInvalid } from '../errors.ts'
import { type OpenDatasetOptions, openDataset } from '../open-dataset.ts'
import type { DatasetName } from './registry.ts'

/** The rows of a dataset; the image path is cut down to what follows the root. */
async function rowsOf(
  name: DatasetName,
  files: Tree = MINIATURES[name].files,
  options: OpenDatasetOptions = {},
): Promise<DatasetRow[]> {
  const root = await temporaryTree(files)
  const rows = await collect((await openDataset(name, root, options)).rows())
  return rows.map((row) => ({ ...row, imagePath: row.imagePath.slice(root.length + 1) }))
}

describe('koniq', () => {
  it('takes MOS and votes from the shares, not the rescaled column', async () => {
    const [first, second, third] = await rowsOf('koniq')
    // By hand: 2·0.25 + 3·0.5 + 4·0.25 = 3 and 100 votes; 1·0.5 + 2·0.5 = 1.5; 4·0.2 + 5·0.8 = 4.8.
    expect(first).toEqual({
      id: '1001.jpg',
      imagePath: '1024x768/1001.jpg',
      mos: 3,
      std: 0.7106,
      votes: [0, 25, 50, 25, 0],
      split: 'train',
      meta: { ratings: 100 },
    })
    expect(second).toMatchObject({ mos: 1.5, votes: [45, 45, 0, 0, 0], split: 'validation' })
    expect(third?.mos).toBeCloseTo(4.8, 14)
    expect(third?.split).toBe('test')
  })

  it('reads vote counts from the other file, which has no split', async () => {
    const rows = await rowsOf('koniq', {
      'koniq10k_scores_and_distributions/koniq10k_scores_and_distributions.csv':
        '"image_name","c1","c2","c3","c4","c5","c_total","MOS","SD","MOS_zscore"\r\n"7.jpg",0,25,50,25,0,100,3,0.71,55.5\r\n',
      '512x384/7.jpg': 'pixels',
    })
    expect(rows).toEqual([
      {
        id: '7.jpg',
        imagePath: '512x384/7.jpg',
        mos: 3,
        std: 0.71,
        votes: [0, 25, 50, 25, 0],
        meta: { ratings: 100 },
      },
    ])
  })
})

describe('spaq', () => {
  it('joins the deviations by name', async () => {
    const [first] = await rowsOf('spaq')
    expect(first).toEqual({
      id: '00001.jpg',
      imagePath: 'TestImage/00001.jpg',
      mos: 48.25,
      std: 12.5,
      meta: { brightness: 50, colorfulness: 51.5, contrast: 47, noisiness: 60, sharpness: 44 },
    })
  })

  it('reads a two-column table without deviations', async () => {
    const rows = await rowsOf('spaq', { 'mos.csv': 'image,mos\n00001.jpg,48.5\n' })
    expect(rows).toEqual([{ id: '00001.jpg', imagePath: 'TestImage/00001.jpg', mos: 48.5, meta: {} }])
  })

  it.each([
    ['00001.jpg\t48.5\t12.25\n', 'tabs'],
    ['name,mos,std\n00001.jpg, 48.5, 12.25\n', 'a header and commas'],
  ])('reads means and deviations from SPAQ_mos_std.txt alone, with %j', async (content) => {
    const [row] = await rowsOf('spaq', { 'SPAQ_mos_std.txt': content })
    expect(row).toMatchObject({ id: '00001.jpg', mos: 48.5, std: 12.25 })
  })
})

describe('kadid', () => {
  it('takes the root of the variance and reads reference, kind and level from the name', async () => {
    const [first, , third] = await rowsOf('kadid')
    expect(first).toEqual({
      id: 'I01_01_01.png',
      imagePath: 'images/I01_01_01.png',
      mos: 4.5,
      std: 0.5,
      reference: 'I01.png',
      distortion: { type: 'gaussian blur', level: 1 },
      meta: {},
    })
    expect(third).toMatchObject({ std: 0.4, distortion: { type: 'contrast change', level: 5 } })
  })

  it('takes the third column of kadid10k_all.txt as the deviation it is', async () => {
    const [row] = await rowsOf('kadid', { 'kadid10k_all.txt': 'images/I32_02_03.png\t4.5\t0.25\n' })
    expect(row).toMatchObject({ id: 'I32_02_03.png', mos: 4.5, std: 0.25, reference: 'I32.png' })
  })
})

describe('pipal', () => {
  it('reads reference and kind from the name, and orders no levels', async () => {
    const rows = await rowsOf('pipal')
    expect(rows[1]).toEqual({
      id: 'A0001_03_11.bmp',
      imagePath: 'Distortion_1/A0001_03_11.bmp',
      mos: 1511.25,
      reference: 'A0001.bmp',
      distortion: { type: '03' },
      meta: {},
    })
  })
})

describe('live-wild', () => {
  it('joins three MATLAB files and marks the images shown for practice', async () => {
    const [practice, second] = await rowsOf('live-wild')
    expect(practice).toMatchObject({ imagePath: 'Images/trainingImages/t1.bmp', meta: { practice: true } })
    expect(second).toEqual({
      id: '3.bmp',
      imagePath: 'Images/3.bmp',
      mos: 42.25,
      std: 18.25,
      meta: { practice: false },
    })
  })

  it('reports one bad row and goes on', async () => {
    const root = await temporaryTree({
      ...MINIATURES['live-wild'].files,
      'Data/AllMOS_release.mat': matBytes({ AllMOS_release: [63.5, Number.POSITIVE_INFINITY, 71.125] }),
    })
    const errors: string[] = []
    const dataset = await openDataset('live-wild', root)
    const rows = await collect(dataset.rows({ onBadRow: (error) => errors.push(error.message) }))
    expect(rows.map(({ id }) => id)).toEqual(['t1.bmp', '4.JPG'])
    expect(errors).toEqual([expect.stringMatching(/:2: "mos": expected a finite number, got "Infinity"$/)])
  })
})

describe('flive', () => {
  it('takes the official split from the two files of the authors', async () => {
    const rows = await rowsOf('flive')
    expect(rows.map(({ split }) => split)).toEqual(['train', 'validation', 'test'])
    expect(rows[0]).toMatchObject({ id: 'voc/a.jpg', imagePath: 'database/voc/a.jpg', mos: 70.25 })
  })

  it('leaves a picture that neither file names without a part', async () => {
    const rows = await rowsOf('flive', {
      ...MINIATURES.flive.files,
      'labels=640_padded.csv': 'name_image,is_valid\nblur/b.jpg,True\n',
    })
    expect(rows.map(({ split }) => split)).toEqual([undefined, 'validation', 'test'])
  })

  it('refuses split files of which no name fits', async () => {
    const root = await temporaryTree({
      ...MINIATURES.flive.files,
      'labels640.csv': 'name_image\nc.jpg\n',
      'labels=640_padded.csv': 'name_image,is_valid\na.jpg,False\nb.jpg,True\n',
    })
    const error = await rejection(collect((await openDataset('flive', root)).rows()))
    expect(error).toBeInstanceOf(DatasetSplitInvalid)
    expect(error.message).toMatch(
      /labels_image\.csv: none of its 3 images is named by .*labels640\.csv or .*labels=640_padded\.csv\nTake/,
    )
  })

  it('has no split without them', async () => {
    const rows = await rowsOf('flive', { 'labels_image.csv': 'name,mos\nvoc/a.jpg,70.25\n' })
    expect(rows).toEqual([{ id: 'voc/a.jpg', imagePath: 'database/voc/a.jpg', mos: 70.25, meta: {} }])
  })
})

describe('tid2013', () => {
  it('joins deviations by line and names the reference in capitals', async () => {
    const rows = await rowsOf('tid2013')
    expect(rows[2]).toEqual({
      id: 'i25_24_5.bmp',
      imagePath: 'distorted_images/i25_24_5.bmp',
      mos: 3.125,
      std: 0.15625,
      reference: 'I25.BMP',
      distortion: { type: 'sparse sampling and reconstruction', level: 5 },
      meta: {},
    })
  })

  it('keeps the deviations in step after a bad row', async () => {
    const root = await temporaryTree({
      'mos_with_names.txt': '5.5 I01_01_1.bmp\nbad\n3.25 I01_01_3.bmp\n',
      'mos_std.txt': '0.1\n0.2\n0.3\n',
    })
    const rows = await collect((await openDataset('tid2013', root)).rows({ onBadRow: () => {} }))
    expect(rows.map(({ id, std }) => [id, std])).toEqual([
      ['I01_01_1.bmp', 0.1],
      ['I01_01_3.bmp', 0.3],
    ])
  })
})

describe('csiq', () => {
  it('puts file names together from the columns of the sheet', async () => {
    const rows = await rowsOf('csiq')
    expect(rows[2]).toEqual({
      id: 'cactus.jpeg2000.5.png',
      imagePath: 'dst_imgs/jpeg2000/cactus.jpeg2000.5.png',
      mos: 0.875,
      std: 0.08,
      reference: 'cactus.png',
      distortion: { type: 'jpeg2000', level: 5 },
      meta: {},
    })
    expect((await openDataset('csiq', await temporaryTree(MINIATURES.csiq.files))).direction).toBe(
      'lower-is-better',
    )
  })

  it('reads a label file, and images that lie in one folder', async () => {
    const rows = await rowsOf('csiq', {
      'csiq_label.txt': '1600.AWGN.1.png 0.0625\nfamily.jpeg2000.3 0.5\n',
      'dst_imgs_all/1600.AWGN.1.png': 'a',
      'dst_imgs_all/family.jpeg2000.3.png': 'b',
    })
    expect(rows.map(({ imagePath, mos, std }) => [imagePath, mos, std])).toEqual([
      ['dst_imgs_all/1600.AWGN.1.png', 0.0625, undefined],
      ['dst_imgs_all/family.jpeg2000.3.png', 0.5, undefined],
    ])
  })
})

describe('the generated-image sets', () => {
  it('agiqa-3k: quality is the MOS, alignment is passed on', async () => {
    const [first, second] = await rowsOf('agiqa-3k')
    expect(first).toMatchObject({ mos: 1.25, std: 0.5, meta: { prompt: 'a cat, sitting', alignment: 2.5 } })
    expect(second?.meta).toEqual({
      prompt: 'a dog',
      style: 'anime style',
      alignment: 4.5,
      alignmentStd: 0.125,
    })
  })

  it('agiqa-1k: has no deviations', async () => {
    const [first] = await rowsOf('agiqa-1k')
    expect(first).toEqual({
      id: 'deepai_0.png',
      imagePath: 'file/deepai_0.png',
      mos: 2.25,
      meta: { prompt: 'a bird in the city' },
    })
  })

  it('aigciqa2023: does not pass off the deviation of another scale as its own', async () => {
    const [, second] = await rowsOf('aigciqa2023')
    expect(second).toEqual({
      id: '1.png',
      imagePath: 'Image/allimg/1.png',
      mos: 55.25,
      meta: { prompt: 0, authenticity: 50.25, opinionStd: 0.5 },
    })
  })

  it('agin: naturalness is the MOS', async () => {
    const [first] = await rowsOf('agin')
    expect(first).toMatchObject({ id: 'CoCosNet_1.png', mos: 2.5, meta: { technical: 2.25, rational: 2.75 } })
  })
})

describe('options', () => {
  it('take images from elsewhere, and another scale and direction', async () => {
    const root = await temporaryTree(MINIATURES.agin.files)
    const dataset = await openDataset('agin', root, {
      images: 'pictures',
      scale: { min: 0, max: 100 },
      direction: 'lower-is-better',
    })
    const [row] = await collect(dataset.rows())
    expect(row?.imagePath).toBe(join(root, 'pictures', 'CoCosNet_1.png'))
    expect(dataset).toMatchObject({ scale: { min: 0, max: 100 }, direction: 'lower-is-better' })
  })

  it('replace the official split by that of a file', async () => {
    const root = await temporaryTree({
      ...MINIATURES.koniq.files,
      'split.json': JSON.stringify({ train: ['1003.jpg'], test: ['1001.jpg'] }),
    })
    const dataset = await openDataset('koniq', root, { splitFile: join(root, 'split.json') })
    const rows = await collect(dataset.rows())
    expect(rows.map(({ id, split }) => [id, split])).toEqual([
      ['1001.jpg', 'test'],
      ['1002.jpg', undefined],
      ['1003.jpg', 'train'],
    ])
  })

  it('finds files without regard to case', async () => {
    const rows = await rowsOf('live-wild', {
      'data/allimages_release.mat': matBytes({ AllImages_release: ['3.bmp'] }),
      'data/AllMOS_Release.mat': matBytes({ AllMOS_release: [42.25] }),
      'data/AllStdDev_release.MAT': matBytes({ AllStdDev_release: [18.25] }),
    })
    expect(rows.map(({ imagePath }) => basename(imagePath))).toEqual(['3.bmp'])
  })

  it('refuses a name it does not know', async () => {
    await expect(openDataset('koniq10k' as DatasetName, '.')).rejects.toThrow(
      new RangeError(
        'openDataset: expected one of koniq, spaq, kadid, pipal, live-wild, flive, tid2013, csiq, agiqa-3k, agiqa-1k, aigciqa2023, agin, got "koniq10k"',
      ),
    )
  })
})
