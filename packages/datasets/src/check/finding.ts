/** What is wrong, as a word a program can switch on. */
export type FindingKind =
  | 'no-rows'
  | 'unreadable-row'
  | 'invalid-mos'
  | 'mos-out-of-range'
  | 'invalid-std'
  | 'std-too-large'
  | 'duplicate-id'
  | 'missing-image'
  | 'unreadable-image'
  | 'duplicate-image'
  | 'leaking-reference'
  | 'wrong-direction'

/** Something that `checkDataset` found. */
export interface Finding {
  readonly kind: FindingKind
  /** An error makes results wrong; a warning is for a person to judge. */
  readonly severity: 'error' | 'warning'
  /** One sentence with the numbers. */
  readonly message: string
  /** The rows it is about; empty if it is about the whole dataset or about a row that could not be read. */
  readonly ids: readonly string[]
}
