import type { Columns } from '../files/fields.ts'

/** Which column of a table holds what. */
export interface TableColumns {
  /** Path or name of the image. */
  readonly image: string
  readonly mos: string
  /** Name of the image in reports. @default the image column */
  readonly id?: string
  readonly std?: string
  /** A column with the variance, where there is none with the deviation: std = √variance. */
  readonly variance?: string
  /**
   * Columns with the number of votes for each category, worst first. Where no column holds the mean or the deviation
   * (with n − 1), they are those of the votes, with categories at equal steps from the bad end of the scale to the good one.
   */
  readonly votes?: readonly string[]
  /** Column with `train`, `training`, `val`, `validation` or `test`. */
  readonly split?: string
  readonly reference?: string
  readonly distortion?: string
  readonly level?: string
}

/** Names that are looked for where the caller names no column. */
const USUAL_NAMES = {
  image: [
    'image',
    'image_path',
    'image_name',
    'img',
    'img_name',
    'path',
    'file',
    'filename',
    'file_name',
    'name',
    'dist_img',
  ],
  mos: ['mos', 'score', 'mean', 'gt_score', 'mos_quality', 'dmos'],
  id: ['id'],
  std: ['std', 'sd', 'mos_std', 'std_quality', 'standard_deviation', 'stddev'],
  split: ['split', 'set'],
  reference: ['reference', 'ref', 'ref_img', 'ref_name'],
  distortion: ['distortion', 'distortion_type'],
  level: ['level', 'distortion_level'],
} as const satisfies Partial<Record<keyof TableColumns, readonly string[]>>

/** Whether the name of a score leaves open which end is good: usually a low DMOS, but in KADID-10k a high one. */
export function isOfUnknownDirection(column: string): boolean {
  return column === 'dmos'
}

/** What the caller said, filled up with columns of the usual names. Image and MOS may still be undefined. */
export function resolveColumns(columns: Columns, given: Partial<TableColumns>): Partial<TableColumns> {
  const found = Object.entries(USUAL_NAMES).flatMap(([key, names]) => {
    const name = names.find((candidate) => columns.placeOf(candidate) !== undefined)
    return name === undefined ? [] : [[key, name] as const]
  })
  return { ...Object.fromEntries(found), ...given }
}
