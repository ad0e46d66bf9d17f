/** An array of numbers. Integers of 64 bits beyond 2^53 are rounded. */
export interface MatNumbers {
  readonly kind: 'numbers'
  readonly dimensions: readonly number[]
  /** Column by column, as MATLAB stores them. */
  readonly data: Float64Array
}

/** A character array; `text` is its characters in stored order, which for one row is the string. */
export interface MatText {
  readonly kind: 'text'
  readonly dimensions: readonly number[]
  readonly text: string
}

/** A cell array; cells lie column by column. */
export interface MatCells {
  readonly kind: 'cells'
  readonly dimensions: readonly number[]
  readonly cells: readonly MatValue[]
}

/** A variable of a class that is not read: a structure, an object, a sparse array or a function. */
export interface MatOther {
  readonly kind: 'other'
  readonly className: string
}

export type MatValue = MatNumbers | MatText | MatCells | MatOther
