import type { DatasetName } from '../src/index.ts'
import { matBytes } from './mat-bytes.ts'
import type { Tree } from './temporary-tree.ts'
import { workbookBytes } from './workbook-bytes.ts'

/**
 * Every dataset in small, in its true layout, with invented ratings. `damages` are ways to break it: a file
 * and what it holds instead, and what the error says.
 */
export const MINIATURES: Readonly<Record<DatasetName, Miniature>> = {
  koniq: {
    rows: 3,
    files: {
      'koniq10k_distributions_sets.csv': lines(
        'image_name,c1,c2,c3,c4,c5,c_total,MOS,SD,set',
        '1001.jpg,0.0,0.25,0.5,0.25,0.0,100,50.0,0.7106,training',
        '1002.jpg,0.5,0.5,0.0,0.0,0.0,90,10.5,0.5028,validation',
        '1003.jpg,0.0,0.0,0.0,0.2,0.8,110,88.25,0.4018,test',
      ),
    },
    images: ['1024x768/1001.jpg', '1024x768/1002.jpg', '1024x768/1003.jpg'],
    damages: [
      {
        file: 'koniq10k_distributions_sets.csv',
        content: lines('image_name,c1,c2,c3,c4,c5,c_total,MOS,SD,set', '1.jpg,0,0,0,0,0,9,5,0.7,training'),
        message: /sets\.csv:2: expected votes of zero or more with a positive sum, got 0, 0, 0, 0, 0/,
      },
      {
        file: 'koniq10k_distributions_sets.csv',
        content: lines('image_name,c1,c2,c3,c4,c5,c_total,MOS,SD,set', '1.jpg,0,0,1,0,0,9,5,0.7,holdout'),
        message: /sets\.csv:2: "set": expected training, validation or test, got "holdout"/,
      },
      {
        file: 'koniq10k_distributions_sets.csv',
        content: lines('image_name,c1,c2,c3,c4,c_total,MOS,SD,set', '1.jpg,0,0,1,0,9,5,0.7,test'),
        message: /sets\.csv:1: no column named "c5"; the columns are "image_name", "c1"/,
      },
    ],
  },
  spaq: {
    rows: 2,
    files: {
      'Annotations/MOS and Image attribute scores.xlsx': workbookBytes({
        Sheet1: [
          ['Image name', 'MOS', 'Brightness', 'Colorfulness', 'Contrast', 'Noisiness', 'Sharpness'],
          ['00001.jpg', 48.25, 50, 51.5, 47, 60, 44],
          ['00002.jpg', 71.5, 66, 70, 72, 80, 75],
        ],
      }),
      'SPAQ_mos_std.txt': lines('00001.jpg 48.25 12.5', '00002.jpg 71.5 9.75'),
    },
    required: ['Annotations/MOS and Image attribute scores.xlsx', 'SPAQ_mos_std.txt'],
    images: ['TestImage/00001.jpg', 'TestImage/00002.jpg'],
    damages: [
      {
        file: 'Annotations/MOS and Image attribute scores.xlsx',
        content: 'not a workbook',
        message: /scores\.xlsx: not a readable \.xlsx workbook/,
      },
      {
        file: 'Annotations/MOS and Image attribute scores.xlsx',
        content: workbookBytes({ Sheet1: [['Image name', 'Score']] }),
        message: /scores\.xlsx: no row with the columns "Image name", "MOS" in any sheet/,
      },
      {
        file: 'SPAQ_mos_std.txt',
        content: lines('00001.jpg 48.25'),
        message: /std\.txt:1: expected 3 fields, got 2/,
      },
    ],
  },
  kadid: {
    rows: 3,
    files: {
      'dmos.csv': lines(
        'dist_img,ref_img,dmos,var',
        'I01_01_01.png,I01.png,4.5,0.25',
        'I01_01_02.png,I01.png,3.5,0.64',
        'I02_25_05.png,I02.png,1.25,0.16',
      ),
    },
    images: ['images/I01_01_01.png', 'images/I01_01_02.png', 'images/I02_25_05.png'],
    damages: [
      {
        file: 'dmos.csv',
        content: lines('dist_img,ref_img,dmos,var', 'I01_26_01.png,I01.png,4.5,0.25'),
        message: /dmos\.csv:2: expected a name such as I01_01_01\.png, got "I01_26_01\.png"/,
      },
      {
        file: 'dmos.csv',
        content: lines('dist_img,ref_img,dmos,var', 'I01_01_01.png,I01.png,4.5,-0.25'),
        message: /dmos\.csv:2: "var": expected a variance of zero or more, got -0\.25/,
      },
    ],
  },
  pipal: {
    rows: 3,
    files: {
      'Train_Label/A0001.txt': lines('A0001_00_00.bmp,1400.5', 'A0001_03_11.bmp,1511.25'),
      'Train_Label/A0002.txt': lines('A0002_06_01.bmp,1234.125'),
    },
    required: ['Train_Label/A0001.txt', 'Train_Label/A0002.txt'],
    images: ['Distortion_1/A0001_00_00.bmp', 'Distortion_2/A0001_03_11.bmp', 'Distortion_4/A0002_06_01.bmp'],
    damages: [
      {
        file: 'Train_Label/A0002.txt',
        content: lines('A0002_06_01.bmp,high'),
        message: /A0002\.txt:1: "elo": expected a finite number, got "high"/,
      },
      {
        file: 'Train_Label/A0002.txt',
        content: lines('0002.bmp,1400'),
        message: /A0002\.txt:1: expected a name such as A0001_00_00\.bmp/,
      },
    ],
  },
  'live-wild': {
    rows: 3,
    files: {
      'Data/AllImages_release.mat': matBytes({ AllImages_release: ['t1.bmp', '3.bmp', '4.JPG'] }),
      'Data/AllMOS_release.mat': matBytes({ AllMOS_release: [63.5, 42.25, 71.125] }, { compressed: true }),
      'Data/AllStdDev_release.mat': matBytes({ AllStdDev_release: [19.5, 18.25, 16.75] }),
    },
    required: ['Data/AllImages_release.mat', 'Data/AllMOS_release.mat', 'Data/AllStdDev_release.mat'],
    images: ['Images/trainingImages/t1.bmp', 'Images/3.bmp', 'Images/4.JPG'],
    damages: [
      {
        file: 'Data/AllMOS_release.mat',
        content: matBytes({ AllMOS_release: [63.5, 42.25] }),
        message: /AllMOS_release\.mat: expected a value for each of 3 images, got 2/,
      },
      {
        file: 'Data/AllMOS_release.mat',
        content: matBytes({ MOS: [63.5, 42.25, 71.125] }),
        message: /AllMOS_release\.mat: no variable named AllMOS_release; the variables are MOS/,
      },
      {
        file: 'Data/AllStdDev_release.mat',
        content: matBytes({ AllStdDev_release: [19.5, Number.NaN, 16.75] }),
        message: /AllImages_release\.mat:2: "std": expected a finite number, got "NaN"/,
      },
      {
        file: 'Data/AllImages_release.mat',
        content: matBytes({ AllImages_release: [1, 2, 3] }),
        message: /AllImages_release: expected a cell array of strings, got numbers/,
      },
    ],
  },
  flive: {
    rows: 3,
    files: {
      'labels_image.csv': lines('name,mos', 'voc/a.jpg,70.25', 'blur/b.jpg,55.5', 'ava/c.jpg,61.0'),
      'labels640.csv': lines('name_image,mos_image', 'ava/c.jpg,61.0'),
      'labels=640_padded.csv': lines('name_image,is_valid', 'voc/a.jpg,False', 'blur/b.jpg,True'),
    },
    required: ['labels_image.csv'],
    images: ['database/voc/a.jpg', 'database/blur/b.jpg', 'database/ava/c.jpg'],
    damages: [
      {
        file: 'labels640.csv',
        content: lines('name,mos', 'ava/c.jpg,61'),
        message: /labels640\.csv:1: no column named "name_image"/,
      },
      {
        file: 'labels_image.csv',
        content: 'name,mos\n"voc/a.jpg,70.25\n',
        message: /labels_image\.csv:\d: .*Quote Not Closed/,
      },
    ],
  },
  tid2013: {
    rows: 3,
    files: {
      'mos_with_names.txt': lines('5.51429 I01_01_1.bmp', '5.25 I01_01_2.bmp', '3.125 i25_24_5.bmp'),
      'mos_std.txt': lines('0.13', '0.2', '0.15625'),
    },
    required: ['mos_with_names.txt', 'mos_std.txt'],
    images: [
      'distorted_images/I01_01_1.bmp',
      'distorted_images/i01_01_2.bmp',
      'distorted_images/I25_24_5.BMP',
    ],
    damages: [
      {
        file: 'mos_std.txt',
        content: lines('0.13'),
        message: /std\.txt: expected a value for each of 3 images, got 1/,
      },
      {
        file: 'mos_std.txt',
        content: lines('0.13', '?', '0.2'),
        message: /names\.txt:2: "std": expected a finite number, got "\?"/,
      },
      {
        file: 'mos_with_names.txt',
        content: lines('5.5 I01_01_1.bmp', '5.25', '3.1 i25_24_5.bmp'),
        message: /names\.txt:2: expected 3 fields, got 2/,
      },
    ],
  },
  csiq: {
    rows: 3,
    files: {
      'csiq.DMOS.xlsx': workbookBytes({
        notes: [['nothing to read here']],
        all_by_image: [
          ['CSIQ'],
          [null],
          [null],
          [null, null, null, 'image', 'dst_idx', 'dst_type', 'dst_lev', 'dmos_std', 'dmos'],
          [null, null, null, 1600, 1, 'noise', 1, 0.045, 0.0625],
          [null, null, null, 1600, 1, 'noise', 2, 0.05, 0.25],
          [null, null, null, 'cactus', 4, 'jpeg 2000', 5, 0.08, 0.875],
          [null, null, null, null, null, null, null, null, null],
          ['a remark', null, null, null, null, null, null, null, null],
        ],
      }),
    },
    images: [
      'dst_imgs/awgn/1600.AWGN.1.png',
      'dst_imgs/awgn/1600.AWGN.2.png',
      'dst_imgs/jpeg2000/cactus.jpeg2000.5.png',
    ],
    damages: [
      {
        file: 'csiq.DMOS.xlsx',
        content: workbookBytes({ all_by_distortion: [['image']] }),
        message: /csiq\.DMOS\.xlsx: .*Sheet not found: all_by_image\. Available sheets: all_by_distortion/,
      },
      {
        file: 'csiq.DMOS.xlsx',
        content: workbookBytes({
          all_by_image: [
            ['image', 'dst_type', 'dst_lev', 'dmos_std', 'dmos'],
            ['1600', 'noise', 1, 0.1, null],
          ],
        }),
        message: /csiq\.DMOS\.xlsx:2: "dmos" is empty/,
      },
      {
        file: 'csiq.DMOS.xlsx',
        content: workbookBytes({
          all_by_image: [
            ['image', 'dst_type', 'dst_lev', 'dmos_std', 'dmos'],
            ['1600', 'rain', 1, 0.1, 0.2],
          ],
        }),
        message: /csiq\.DMOS\.xlsx:2: expected a kind of distortion among noise, awgn, .*got "rain"/,
      },
    ],
  },
  'agiqa-3k': {
    rows: 2,
    files: {
      'data.csv': lines(
        'name,prompt,adj1,adj2,style,mos_quality,std_quality,mos_align,std_align',
        'A_normal_000.jpg,"a cat, sitting",,,,1.25,0.5,2.5,0.75',
        'B_normal_001.jpg,a dog,red,,anime style,4.75,0.25,4.5,0.125',
      ),
    },
    images: ['images/A_normal_000.jpg', 'images/B_normal_001.jpg'],
    damages: [
      {
        file: 'data.csv',
        content: lines(
          'name,prompt,adj1,adj2,style,mos_quality,std_quality,mos_align,std_align',
          'A.jpg,a cat, sitting,,,,1.25,0.5,2.5,0.75',
        ),
        message: /data\.csv:2: expected 9 fields, got 10/,
      },
    ],
  },
  'agiqa-1k': {
    rows: 2,
    files: {
      'AIGC_MOS_Zscore.xlsx': workbookBytes({
        Sheet1: [
          ['Image', 'Prompt', 'MOS'],
          ['deepai_0.png', 'a bird in the city', 2.25],
          ['dream_1.png', 'a cat in the wild', 3.75],
        ],
      }),
    },
    images: ['file/deepai_0.png', 'file/dream_1.png'],
    damages: [
      {
        file: 'AIGC_MOS_Zscore.xlsx',
        content: workbookBytes({
          Sheet1: [
            ['Image', 'Prompt', 'MOS'],
            ['a.png', 'a bird', 'good'],
          ],
        }),
        message: /Zscore\.xlsx:2: "MOS": expected a finite number, got "good"/,
      },
    ],
  },
  aigciqa2023: {
    rows: 3,
    files: {
      'DATA/MOS/mosz1.mat': matBytes({ MOSz: [44.5, 55.25, 33.75] }),
      'DATA/MOS/mosz2.mat': matBytes({ MOSz: [40.5, 50.25, 30.75] }),
      'DATA/STD/SD1.mat': matBytes({ SD: [0.75, 0.5, 1.25] }),
    },
    required: ['DATA/MOS/mosz1.mat'],
    images: ['Image/allimg/0.png', 'Image/allimg/1.png', 'Image/allimg/2.png'],
    damages: [
      {
        file: 'DATA/STD/SD1.mat',
        content: matBytes({ SD: [0.75] }),
        message: /SD1\.mat: expected a value for each of 3 images, got 1/,
      },
    ],
  },
  agin: {
    rows: 2,
    files: {
      'AGIN.csv': lines(
        'filename,MOS_nat,MOS_tech,MOS_rat',
        'CoCosNet_1.png,2.5,2.25,2.75',
        'Dreaml_2.png,4.25,4.5,4.0',
      ),
    },
    images: ['AGIN/CoCosNet_1.png', 'AGIN/Dreaml_2.png'],
    damages: [
      {
        file: 'AGIN.csv',
        content: lines('filename,MOS_nat,MOS_tech,MOS_rat', 'CoCosNet_1.png,,2.25,2.75'),
        message: /AGIN\.csv:2: "MOS_nat" is empty/,
      },
    ],
  },
}

export interface Miniature {
  readonly files: Tree
  /** Files whose absence, all at once, must be reported. @default all of `files` */
  readonly required?: readonly string[]
  /** The images that the ratings name. */
  readonly images: readonly string[]
  readonly rows: number
  readonly damages: readonly Damage[]
}

interface Damage {
  readonly file: string
  readonly content: string | Uint8Array
  readonly message: RegExp
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`
}

/** The images of a miniature as files: each with content of its own, none of them a real image. */
export function imageFiles(miniature: Miniature): Tree {
  return Object.fromEntries(miniature.images.map((path) => [path, `pixels of ${path}`]))
}
