/** Which end of a dataset's scale is the good one. A MOS is usually better when higher, a DMOS when lower. */
export type Direction = 'higher-is-better' | 'lower-is-better'

/** The two ends of the scale that a dataset's scores are published on, in the dataset's own units. */
export interface Scale {
  readonly min: number
  readonly max: number
}

/** The part of a dataset that an image belongs to. */
export type SplitName = 'train' | 'validation' | 'test'

/** How an image was made worse, where a dataset says so. */
export interface Distortion {
  /** The dataset's own word for the kind of distortion, such as `jpeg compression`. */
  readonly type: string
  /**
   * The dataset's own number of the strength within the kind. 1 is the weakest, but not of KADID-10k's mean shift and
   * contrast change, which are mildest in the middle. Absent where the dataset does not order its copies.
   */
  readonly level?: number
}

/** A value of a field that this package passes on without giving it a meaning. */
export type MetaValue = string | number | boolean | null

/** One rated image, in the dataset's own units: nothing is normalised, flipped or filled in. */
export interface DatasetRow {
  /** Name of the image within the dataset, unique there. */
  readonly id: string
  /** Where the image lies, or would lie if it were there: a path below the folder that was opened. */
  readonly imagePath: string
  /** Mean opinion score as published, on the dataset's `scale`. A finite number. */
  readonly mos: number
  /** Standard deviation of the opinions, in the units of `mos`. Absent where none is published in these units. */
  readonly std?: number
  /** Number of raters who chose each category, worst category first. */
  readonly votes?: readonly number[]
  /** The part of the dataset's split that the image belongs to; absent where it belongs to none. */
  readonly split?: SplitName
  /** Name of the pristine image that this one was made from. */
  readonly reference?: string
  readonly distortion?: Distortion
  /** What else the dataset says about the image. */
  readonly meta: Readonly<Record<string, MetaValue>>
}

export interface RowsOptions {
  /**
   * Called for each row that cannot be used; reading goes on with the next one.
   * Without it the first such row ends the iteration with its error.
   */
  readonly onBadRow?: (error: Error) => void
  /**
   * Called with each row before it is given out. What it throws makes the row one that cannot be used: the error
   * names file and line before its message.
   */
  readonly checkRow?: (row: DatasetRow) => void
}

/** Facts about a dataset that do not need its files. */
export interface DatasetFacts {
  /** Short name, such as `koniq`. */
  readonly name: string
  /** Name in full, such as `KonIQ-10k`. */
  readonly title: string
  /** The declared scale of `mos`. Observed scores may fill only part of it. */
  readonly scale: Scale
  /** The declared direction of `mos`. */
  readonly direction: Direction
  /** What is known about the terms of use. Not legal advice: read the dataset's own terms. */
  readonly licence: string
  /** The files that are read, below the root folder. */
  readonly layout: string
}

/** Rated images that can be read as often as needed. */
export interface Dataset extends DatasetFacts {
  /**
   * Reads the ratings, in file order. Images are not touched.
   *
   * @throws {DatasetError} if a file is missing, unreadable or malformed, or a row is invalid and no
   *   `onBadRow` is given.
   */
  rows(options?: RowsOptions): AsyncIterable<DatasetRow>
}

type RowFields = { readonly [Key in keyof DatasetRow]: DatasetRow[Key] | undefined }

/** Builds a row from fields of which some may be undefined: those are left out. */
export function datasetRow(
  fields: Partial<RowFields> & Pick<DatasetRow, 'id' | 'imagePath' | 'mos'>,
): DatasetRow {
  const { id, imagePath, mos, std, votes, split, reference, distortion, meta } = fields
  return {
    id,
    imagePath,
    mos,
    ...(std !== undefined && { std }),
    ...(votes !== undefined && { votes }),
    ...(split !== undefined && { split }),
    ...(reference !== undefined && { reference }),
    ...(distortion !== undefined && { distortion }),
    meta: meta ?? {},
  }
}
